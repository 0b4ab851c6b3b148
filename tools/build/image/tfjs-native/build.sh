#!/bin/sh
# `build.sh NODE_MODULES`: puts tfjs-node into the folder of packages, its addon compiled against the libraries that
# TensorFlow publishes for Python. tfjs-node's own script fetches them from a place that is no registry, unchecked.
set -eu
package=$1/@tensorflow/tfjs-node
cd "$(dirname "$0")"
tensorflow=$PWD/unpacked/tensorflow

npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
pip download --quiet --no-deps --only-binary :all: --require-hashes --requirement requirements.txt --dest wheel
unzip -q wheel/*.whl 'tensorflow/include/*' 'tensorflow/libtensorflow_*.so.2' -d unpacked

# Its own packages beside it, but one TensorFlow.js for it and for the service.
for shared in "$1"/@tensorflow/*; do rm -rf "node_modules/@tensorflow/$(basename "$shared")"; done
mv node_modules/@tensorflow/tfjs-node "$package"
mv node_modules "$package/"

cd "$package"
mkdir -p deps/lib lib/napi-v8
for library in "$tensorflow"/libtensorflow_*.so.2; do
  strip --strip-unneeded -o "deps/lib/$(basename "$library")" "$library"
done
g++ -O2 -std=c++17 -shared -fPIC -DNAPI_VERSION=8 -DNODE_GYP_MODULE_NAME=tfjs_binding \
  -I node_modules/node-api-headers/include -I .. -I "$tensorflow/include" binding/*.cc \
  -L deps/lib -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 -Wl,-rpath,'$ORIGIN/../../deps/lib' \
  -o lib/napi-v8/tfjs_binding.node

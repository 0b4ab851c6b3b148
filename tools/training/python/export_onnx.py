"""Write a Keras model as ONNX with the tensor names of its contract."""

import onnx
import tensorflow as tf
import tf2onnx

# Old enough for every onnxruntime of the last years, new enough for each operator used here.
OPSET = 17
INPUT, OUTPUT = "image", "probabilities"


def export_onnx(model, path):
    signature = [tf.TensorSpec([None, 8, 8, 1], tf.float32, name=INPUT)]

    @tf.function(input_signature=signature)
    def infer(image):
        return {OUTPUT: model(image, training=False)}

    exported, _ = tf2onnx.convert.from_function(infer, input_signature=signature, opset=OPSET)
    for tensor in [*exported.graph.input, *exported.graph.output]:
        tensor.type.tensor_type.shape.dim[0].dim_param = "rows"
    make_canonical(exported.graph)
    onnx.checker.check_model(exported, full_check=True)
    path.write_bytes(exported.SerializeToString(deterministic=True))


def make_canonical(graph):
    """Order and name the graph by its structure alone.

    tf2onnx's optimizers visit nodes in the order of memory addresses, so equal weights would
    give files that differ in names from run to run.
    """
    nodes = nodes_from_output(graph)
    initializers = {tensor.name: tensor for tensor in graph.initializer}
    new_name = {INPUT: INPUT, OUTPUT: OUTPUT}
    used = []
    for position, node in enumerate(nodes):
        for place, tensor in enumerate(node.input):
            if tensor in initializers and tensor not in new_name:
                new_name[tensor] = f"{node.op_type}_{position}_input_{place}"
                used.append(initializers[tensor])
        node.name = f"{node.op_type}_{position}"
        for tensor in node.output:
            new_name.setdefault(tensor, node.name)
    for node in nodes:
        node.input[:] = [new_name[tensor] for tensor in node.input]
        node.output[:] = [new_name[tensor] for tensor in node.output]
    for tensor in used:
        tensor.name = new_name[tensor.name]
    replace(graph.node, nodes)
    replace(graph.initializer, used)
    # Shapes of tensors in between carry the old names, and every runtime infers them anyway.
    del graph.value_info[:]


def nodes_from_output(graph):
    """Copies of the nodes that the output needs, each after those it depends on."""
    producer = {tensor: node for node in graph.node for tensor in node.output}
    visited, ordered = set(), []

    def visit(tensor):
        if tensor not in producer or tensor in visited:
            return
        node = producer[tensor]
        visited.update(node.output)
        for needed in node.input:
            visit(needed)
        ordered.append(onnx.NodeProto.FromString(node.SerializeToString()))

    visit(OUTPUT)
    return ordered


def replace(repeated, items):
    copies = [type(item).FromString(item.SerializeToString()) for item in items]
    del repeated[:]
    repeated.extend(copies)

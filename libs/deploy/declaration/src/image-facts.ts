/** What an image's labels say of the service inside, beside its declaration. */
export interface ImageFacts {
  /** Of the service's package. */
  readonly version: string;
  /** The models inside as `name@version=sha256:…`, with a blank between two; empty where there are none. */
  readonly models: string;
}

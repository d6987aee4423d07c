// A network is made of matrices: `import DeepLinear` is all that a user needs.
@_exported public import LinearAlgebra

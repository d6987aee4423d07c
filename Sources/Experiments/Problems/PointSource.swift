import DeepLinear
import LinearAlgebra
import SpecLanguage

/// The problem of one point and its files, for the variants to be made from.
struct PointSource: ProblemSource {
  let experiment: Experiment
  let point: Point

  var specification: Specification { point.specification }
  var dataProblems: DataProblems { experiment.dataProblems }

  func error(_ sentence: String, at path: String) -> InputError {
    experiment.error(sentence, at: path, in: point)
  }
}

import LinearAlgebra

extension Observable {
  /// The root of the mean of |W_ij − Φ_ij|² over the known entries of Φ that do not enter the loss: those that a mask hides, or, where
  /// measurements are given, all of them.
  ///
  /// Its square is the mean square error by which completion and sensing are judged in the literature.
  ///
  /// - Source: Arora, Cohen, Hu, Luo (NeurIPS 2019), whose experiments have the mean square over entries left out of training (MovieLens)
  ///   or over all entries (sensing); Razin and Cohen (NeurIPS 2020), §1.
  public static var testError: Observable {
    Observable(
      "test-error", longName: "root-mean-square error on entries that do not enter the loss",
      source: "Notation §3.10",
      notation: ObservableNotation(
        "test error", showsExtremes: true, synonyms: ["generalization-error", "rmse"]),
      comparedWith: .heldOut
    ) { snapshot in
      snapshot.objective.loss.heldOut.map { [$0.rootMeanSquareError(of: snapshot.endToEndMatrix)] } ?? []
    }
  }
}

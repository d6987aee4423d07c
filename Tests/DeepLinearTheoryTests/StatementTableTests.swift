import DeepLinearTheory
import Testing

/// The table of assumptions: one row a statement, whose entries others read.
@Suite struct StatementTableTests {
  /// Whether all constants of a statement are explicit, by its identifier.
  private let explicit: KeyValuePairs = [
    "arora2019-theorem-1": true, "arora2019-lemma-2": true, "arora2019-claim-1": true,
    "arora2019-theorem-2": true, "arora2019-claim-2": true,
    // C_1 of claim 3 and the ratio y/z of claim 4 are not stated.
    "arora2019-claim-3": false, "arora2019-claim-4": false,
    "arora2019-claim-5": true, "arora2019-flow": true, "arora2019-residual": true,
    // Times, f_1, f_2 and the growth of x_k from below are not.
    "luo2025-theorem-2": false, "luo2025-theorem-3": false,
    "luo2025-theorem-4": true, "luo2025-inequality-11": true,
    "luo2025-theorem-5": false, "luo2025-theorem-6": false, "luo2025-theorem-7": false,
    // The error O(η²a²) of descents, and how large a must be.
    "luo2025-theorem-8": false, "luo2025-lemma-26": true, "luo2025-theorem-11": false,
  ]

  @Test("Each of the twenty statements says whether its constants are explicit")
  func explicitConstants() {
    #expect(Statements.all.map { $0.description.identifier } == explicit.map(\.key))
    for (statement, (identifier, isExplicit)) in zip(Statements.all, explicit) {
      #expect(statement.description.hasExplicitConstants == isExplicit, "\(identifier)")
    }
  }

  @Test("What is not explicit is not judged as it is printed: something is reported, or nothing judged")
  func reported() {
    for statement in Statements.all where !statement.description.hasExplicitConstants {
      #expect(!statement.description.reported.isEmpty, "\(statement.description.identifier)")
    }
  }
}

/// All statements, in the order of their papers: a new one is a file and a line here.
public enum Statements {
  /// In the order of their papers.
  public static let all: [any Statement.Type] = [
    Arora2019Theorem1.self,
    Arora2019Lemma2.self,
    Arora2019Claim1.self,
    Arora2019Theorem2.self,
    Arora2019Claim2.self,
    Arora2019Claim3.self,
    Arora2019Claim4.self,
    Arora2019Claim5.self,
    Arora2019Flow.self,
    Arora2019Residual.self,
    Luo2025Theorem2.self,
    Luo2025Theorem3.self,
    Luo2025Theorem4.self,
    Luo2025Inequality11.self,
    Luo2025Theorem5.self,
    Luo2025Theorem6.self,
    Luo2025Theorem7.self,
    Luo2025Theorem8.self,
    Luo2025Lemma26.self,
    Luo2025Theorem11.self,
  ]

  /// The statement of an identifier; nil where there is none.
  public static func named(_ identifier: String) -> (any Statement.Type)? {
    all.first { $0.description.identifier == identifier }
  }
}

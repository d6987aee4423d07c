import DeepLinear
import DeepLinearTheory
import Foundation
import LinearAlgebra
import Testing
import _TestSupport

/// Documentation/Statements.md has a section for every statement, with the names of its hypotheses and promises.
@Suite struct StatementsPageTests {
  /// The names of items by statement.
  private struct Names: Equatable {
    var hypotheses: Set<String> = []
    var promises: Set<String> = []
  }

  /// The names on the page: code at the beginning of list items below "Hypotheses" and "Promises".
  private func page() throws -> [String: Names] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "Documentation/Statements.md"), encoding: .utf8)
    var found: [String: Names] = [:]
    var (section, isPromise) = ("", false)
    for line in text.split(separator: "\n") {
      if line.hasPrefix("## `") {
        section = String(line.dropFirst(4).prefix { $0 != "`" })
        found[section] = Names()
      } else if line.hasPrefix("Hypotheses") {
        isPromise = false
      } else if line.hasPrefix("Promises") {
        isPromise = true
      } else if line.hasPrefix("- `"), let end = line.range(of: "`:")?.lowerBound {
        let names = line[..<end].split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }.map {
          String($0.element)
        }
        if isPromise {
          found[section]?.promises.formUnion(names)
        } else {
          found[section]?.hypotheses.formUnion(names)
        }
      }
    }
    return found
  }

  private var settings: [Setting] {
    let layers: (Int) -> Setting.Distribution = {
      .independentLayers(deviations: Array(repeating: 0.3, count: $0))
    }
    var found: [Setting] = []
    for isComplex in [false, true] {
      for dynamics in [Setting.Dynamics.flow, .descent(stepSize: 0.01)] {
        found += [
          Setting(
            widths: [2, 2, 2, 2, 2], isComplex: isComplex, dynamics: dynamics,
            distribution: .balancedLayers(deviation: 0.3)),
          Setting(
            widths: [2, 2, 2, 2, 2], isComplex: isComplex, dynamics: dynamics, distribution: layers(4)),
          Setting(widths: [20, 2, 1], isComplex: isComplex, dynamics: dynamics, distribution: layers(2)),
          Setting(
            widths: [20, 2, 1], isComplex: isComplex, dynamics: dynamics,
            distribution: .balancedProduct(deviation: 0.3)),
        ]
      }
    }
    return found
  }

  private func initialization(_ setting: Setting) -> any Initialization {
    switch setting.distribution {
    case .balancedLayers(let deviation): BalancedGaussianInitialization(deviation: deviation)
    case .balancedProduct(let deviation): BalancedInitialization(deviation: deviation)
    case .independentLayers, .other: GaussianInitialization(deviation: 0.3)
    }
  }

  private func add<S: Scalar>(_ setting: Setting, over field: S.Type, to found: inout [String: Names]) throws
  {
    let target = Matrix<S>.identity(setting.widths[0]).rowPrefix(setting.widths[setting.depth])
    for statement in Statements.all {
      let identifier = statement.description.identifier
      let survey = statement.survey(setting)
      for seed in 0..<UInt64(6) {
        let network: DeepLinearNetwork<S> = try initialization(setting).network(
          widths: setting.widths, seed: seed, over: S.self)
        let examiner = StartExaminer(network, target: target, setting: setting)
        if let examination = examiner.examine(statement) {
          found[identifier, default: Names()].hypotheses.formUnion(examination.hypotheses.map(\.name))
          found[identifier, default: Names()].promises.formUnion(examination.promises.map(\.item.name))
        }
        survey?.add(examiner.quantities())
      }
      if let finding = survey?.finding() {
        // Surveys of statements about single starts repeat their hypotheses.
        found[identifier, default: Names()].hypotheses.formUnion(finding.hypotheses.map(\.name))
        found[identifier, default: Names()].promises.formUnion(finding.promises.map(\.name))
      }
    }
  }

  @Test("Documentation/Statements.md has every statement, in order, and the names of all its items")
  func names() throws {
    var found: [String: Names] = [:]
    for setting in settings {
      if setting.isComplex {
        try add(setting, over: Complex<Double>.self, to: &found)
      } else {
        try add(setting, over: Double.self, to: &found)
      }
    }
    let page = try page()
    #expect(Set(page.keys) == Set(Statements.all.map { $0.description.identifier }))
    for statement in Statements.all {
      let identifier = statement.description.identifier
      #expect(found[identifier] == page[identifier], "\(identifier)")
    }
  }

  @Test("Identifiers are distinct, and every statement is about single starts or about distributions")
  func identifiers() {
    let identifiers = Statements.all.map { $0.description.identifier }
    #expect(Set(identifiers).count == identifiers.count)
    for identifier in identifiers {
      #expect(Statements.named(identifier)?.description.identifier == identifier)
    }
    #expect(identifiers.filter { $0.hasPrefix("luo2025-") }.count == 10)
  }
}

extension Matrix {
  /// The first rows.
  fileprivate func rowPrefix(_ count: Int) -> Matrix {
    Matrix(rows: count, columns: columns) { self[$0, $1] }
  }
}

import SwiftSyntax

/// A file imports only what the manifest gives its target, and tests import what everybody may import.
struct ImportRule: Rule {
  func faults(in house: House) -> [Fault] {
    let ours = Set(house.targets.flatMap { [$0.name] + $0.dependencies })
    return house.targets.flatMap { target in
      // A test target is given what it tests, and may look at everything below that.
      let isTest = target.kind == .test
      let allowed = isTest ? house.table.allowed(for: target) ?? [] : Set(target.dependencies)
      return house.files(of: target.name).flatMap { file in
        file.imports.flatMap { node in
          var faults: [Fault] = []
          if node.attributes.contains(where: { $0.trimmedDescription == "@testable" }) {
            faults.append(
              file.fault(
                at: node.importKeyword, "@testable import; tests share the release build (Decisions/0003)"))
          }
          let module = node.path.first?.name.text ?? ""
          if ours.contains(module), !allowed.contains(module) {
            let sentence = "\(target.name) imports \(module), which Package.swift does not give it"
            faults.append(file.fault(at: node.importKeyword, sentence))
          }
          return faults
        }
      }
    }
  }
}

extension SourceFile {
  /// The imports, those below `#if` too.
  fileprivate var imports: [ImportDeclSyntax] {
    let finder = ImportFinder(viewMode: .sourceAccurate)
    finder.walk(tree)
    return finder.imports
  }
}

private final class ImportFinder: SyntaxVisitor {
  var imports: [ImportDeclSyntax] = []

  override func visit(_ node: ImportDeclSyntax) -> SyntaxVisitorContinueKind {
    imports.append(node)
    return .skipChildren
  }

  // Imports are at the top level.
  override func visit(_ node: MemberBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: CodeBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}

import SwiftParser
import SwiftSyntax

/// A Swift file, parsed.
public struct SourceFile: Sendable {
  /// The path, relative to the package.
  let path: String
  /// The name of its target; nil outside all of them.
  let target: String?
  /// The folder directly below the target's in which the file is; empty for a file of the target's own folder.
  let folder: String
  /// The whole text.
  let text: String
  /// The syntax tree.
  let tree: SourceFileSyntax

  private let lines: SourceLocationConverter

  init(path: String, text: String, in targets: [Target]) {
    self.path = path
    self.text = text
    let home = targets.first { path.hasPrefix($0.folder + "/") }
    target = home?.name
    let inside = home.map { path.dropFirst($0.folder.utf8.count + 1).split(separator: "/") } ?? []
    folder = inside.count > 1 ? String(inside[0]) : ""
    tree = Parser.parse(source: text)
    lines = SourceLocationConverter(fileName: path, tree: tree)
  }

  /// The last part of the path.
  var name: Substring { path.split(separator: "/").last ?? "" }

  /// The line, from 1, on which a node begins, comments before it aside.
  func line(of node: some SyntaxProtocol) -> Int {
    line(at: node.positionAfterSkippingLeadingTrivia)
  }

  /// The line, from 1, of a position.
  func line(at position: AbsolutePosition) -> Int {
    lines.location(for: position).line
  }

  /// The line, from 1, on which a node ends.
  func lastLine(of node: some SyntaxProtocol) -> Int {
    line(at: node.endPositionBeforeTrailingTrivia)
  }

  /// A fault at a node.
  func fault(at node: some SyntaxProtocol, _ sentence: String) -> Fault {
    Fault(path: path, line: line(of: node), sentence: sentence)
  }
}

/// A file that is not Swift, by its lines.
public struct TextFile: Sendable {
  /// The path, relative to the package.
  let path: String
  /// The whole text.
  let text: String
}

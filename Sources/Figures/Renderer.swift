import Foundation

/// Turns figures into files with matplotlib, in one Python process for all figures of a call.
///
///     let files = try Renderer.find().render([figure], into: folder)
///
/// The same figure gives the same bytes, whatever the time, the place, the user's matplotlib settings, the
/// fonts of the machine or the figures beside it, for one version of matplotlib. Several calls may run at once.
public struct Renderer: Sendable {
  /// A kind of picture. PDF holds its fonts, SVG has texts as outlines, PNG has 300 dots an inch.
  public enum Format: String, Sendable, CaseIterable {
    case pdf, svg, png
  }

  /// The interpreter that draws; nil where none was found.
  public let python: URL?
  let environment: [String: String]

  /// A renderer that uses this interpreter.
  ///
  /// - Parameter environment: What the interpreter's own environment is made from.
  public init(python: URL?, environment: [String: String] = ProcessInfo.processInfo.environment) {
    self.python = python
    self.environment = environment
  }

  /// Draws figures into a folder, which is made where it is missing.
  ///
  /// Each figure becomes `NAME.pdf`, `NAME.svg`, `NAME.png`, as `formats` say, its description `NAME.json`, and its caption
  /// `NAME.caption.txt` where it has one. Files appear whole or not at all and replace older ones. Where Python or
  /// matplotlib fails, descriptions and captions are written all the same, and no picture of this call.
  ///
  /// - Parameters:
  ///   - figures: With different names.
  ///   - formats: In any order; an empty list writes descriptions and needs no Python.
  ///   - isInterrupted: Polled while Python draws; once it returns true Python is ended and nothing is written.
  /// - Returns: What was written: figure by figure, pictures (PDF, SVG, PNG), description, caption.
  /// - Throws: `FigureError` for a figure that is not consistent or that matplotlib refuses, with nothing written; `RendererError` where
  ///   Python or matplotlib is missing or fails; `WritingError` for a folder or file that cannot be written;
  ///   `CancellationError` after an interruption.
  @discardableResult
  public func render(
    _ figures: [Figure], into folder: URL, formats: [Format] = Format.allCases,
    isInterrupted: () -> Bool = { false }
  ) throws -> [URL] {
    var names = Set<String>()
    for figure in figures {
      try figure.check()
      if !names.insert(figure.name).inserted {
        throw FigureError("two figures have the name “\(figure.name)”; expected different names")
      }
    }
    let descriptions = try figures.map { try $0.json() }
    let formats = Format.allCases.filter(formats.contains)
    try ChildProcess.withScratchFolder { scratch in
      let stems = figures.indices.map { scratch.appendingPathComponent("figure-\($0)") }
      let failure =
        formats.isEmpty || figures.isEmpty
        ? nil : try draw(descriptions, formats, to: stems, in: scratch, isInterrupted)
      try makeFolder(folder)
      try describe(figures, descriptions, in: folder)
      if let failure {
        throw RendererError(
          "\(figures.map { "\($0.name).json" }.joined(separator: ", ")) in \(folder.path) is written but not drawn: \(failure)",
          code: failure.code
        )
      }
      for (figure, stem) in zip(figures, stems) {
        for format in formats.map(\.rawValue) {
          let picture = try Data(contentsOf: stem.appendingPathExtension(format))
          try publish(picture, at: folder.appendingPathComponent("\(figure.name).\(format)"))
        }
      }
    }
    return figures.flatMap { figure in
      (formats.map(\.rawValue) + ["json"] + (figure.caption == nil ? [] : ["caption.txt"])).map {
        folder.appendingPathComponent("\(figure.name).\($0)")
      }
    }
  }

  /// The versions that would draw, such as "Python 3.11.7, matplotlib 3.11.2"; takes about a second.
  ///
  /// - Throws: `RendererError` where Python or matplotlib is missing, or the program is another one: the sentence has how to get it.
  public func version() throws -> String {
    try ChildProcess.withScratchFolder { scratch in
      let output = try run(["--version"], input: Data(), in: scratch).trimmingCharacters(
        in: .whitespacesAndNewlines)
      guard output.wholeMatch(of: /Python 3\S*, matplotlib \S+/) != nil else {
        throw strange("printed no version of Python and matplotlib")
      }
      return output
    }
  }

  /// Ends the Pythons that draw in this process, removes their temporary folders, and lets none start again: for the moment before
  /// the process ends.
  public static func endAll() { ChildProcess.endAll() }

  /// Draws into a folder of its own; returns why Python or matplotlib failed, if they did.
  private func draw(
    _ descriptions: [Data], _ formats: [Format], to stems: [URL], in scratch: URL,
    _ isInterrupted: () -> Bool
  ) throws -> RendererError? {
    do {
      _ = try run(
        [formats.map(\.rawValue).joined(separator: ",")] + stems.map(\.path),
        input: descriptions.reduce(into: Data()) { $0 += $1 }, in: scratch, isInterrupted: isInterrupted)
      let pictures = stems.flatMap { stem in formats.map { stem.appendingPathExtension($0.rawValue) } }
      let isDrawn = pictures.allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
      return isDrawn ? nil : strange("drew nothing")
    } catch let error as RendererError {
      return error
    }
  }

  private func describe(_ figures: [Figure], _ descriptions: [Data], in folder: URL) throws {
    for (figure, description) in zip(figures, descriptions) {
      try publish(description, at: folder.appendingPathComponent("\(figure.name).json"))
      if let caption = figure.caption {
        try publish(
          Data("\(caption)\n".utf8), at: folder.appendingPathComponent("\(figure.name).caption.txt"))
      }
    }
  }
}

/// Why nothing was drawn, in one sentence with what to do.
public struct RendererError: Error, Equatable, Sendable, CustomStringConvertible, LocalizedError {
  /// The sentence, without a full stop.
  public let description: String
  /// The system's number for the reason, where it is the system's: what to try is then not in the sentence.
  public let code: Int32?
  /// The same sentence, as `LocalizedError` requires it.
  public var errorDescription: String? { description }

  init(_ description: String, code: Int32? = nil) { (self.description, self.code) = (description, code) }
}

extension Figure {
  /// The description as one line of JSON: keys in alphabetical order, null for gaps; equal figures give equal bytes.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// The figure that `json()` described.
  ///
  /// - Throws: `DecodingError` where a key is missing or has another type.
  public init(json: Data) throws {
    self = try JSONDecoder().decode(Figure.self, from: json)
  }
}

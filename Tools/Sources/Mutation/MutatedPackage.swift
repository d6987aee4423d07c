/// All mutants of some files of a package, by their numbers: 1 is the first mutant of the first file.
public struct MutatedPackage: Sendable {
  /// The mutants; number k is the element k − 1.
  public let mutants: [Mutant]
  /// How many changes were left out, by reason.
  public let skipped: [SkipReason: Int]

  private let files: [(path: String, text: String)]

  /// - Parameter files: Paths, relative to the package, and texts.
  public init(_ files: [(path: String, text: String)]) {
    self.files = files
    var (mutants, skipped): ([Mutant], [SkipReason: Int]) = ([], [:])
    for file in files {
      let finder = MutantFinder(path: file.path, text: file.text)
      mutants += finder.mutants
      skipped.merge(finder.skipped, uniquingKeysWith: +)
    }
    (self.mutants, self.skipped) = (mutants, skipped)
  }

  /// Where a number is in the rewritten files.
  public struct Location: Sendable, Codable, Equatable {
    /// The number that chooses the mutant.
    public let number: Int
    /// The file, relative to the package.
    public let file: String
    /// The first line of its copy, from 1.
    public let first: Int
    /// The last line of its copy.
    public let last: Int
    /// The first line of its scope, with the copies of all mutants and the original.
    public let scopeFirst: Int
    /// The last line of its scope.
    public let scopeLast: Int
    /// The place that is reached where the original of its copy is.
    public let place: Int
  }

  /// Rewrites every file, so that the mutants of the numbers can be chosen in it.
  ///
  /// - Parameters:
  ///   - numbers: Which mutants; each from 1 to the count of `mutants`.
  ///   - write: Takes the path and the new text of each file; the text is the original where no mutant of the file is chosen.
  public func rewrite(_ numbers: Set<Int>, _ write: (_ path: String, _ text: String) throws -> Void) rethrows
    -> [Location]
  {
    let chosen = Dictionary(grouping: numbers.sorted()) { mutants[$0 - 1].file }
    var (locations, nextPlace): ([Location], Int) = ([], 0)
    for file in files {
      guard let numbers = chosen[file.path] else {
        try write(file.path, file.text)
        continue
      }
      let rewriting = Rewriting(file.text, numbers.map { ($0, mutants[$0 - 1]) }, firstPlace: nextPlace)
      try write(file.path, rewriting.text)
      for number in numbers {
        guard let lines = rewriting.lines[number], let scope = rewriting.scopeLines[number],
          let place = rewriting.places[number]
        else { continue }
        locations.append(
          Location(
            number: number, file: file.path, first: lines.lowerBound, last: lines.upperBound,
            scopeFirst: scope.lowerBound, scopeLast: scope.upperBound, place: place))
        nextPlace = max(nextPlace, place + 1)
      }
    }
    return locations
  }
}

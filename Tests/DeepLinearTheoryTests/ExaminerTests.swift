import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

@Suite("How a start is examined: the arithmetic, the bits, and whether the run has to be repeated")
struct ExaminerTests {
  @Test("Balls are taken up to 10⁶ products of a layer with itself, doubles above")
  func arithmetic() {
    for widths in [[100, 100], [1000, 1], [1, 1000], [79, 79, 79], [10, 100, 10, 100, 10]] {
      #expect(Arithmetic.chosen(forWidths: widths) == .balls, "\(widths)")
    }
    for widths in [[100, 101], [1001, 1], [1, 1001], [80, 80, 80], [100, 100, 1]] {
      #expect(Arithmetic.chosen(forWidths: widths) == .doubles, "\(widths)")
    }
  }

  /// A hypothesis whose value is the number of bits; decided from so many on, and what the others say.
  private struct Wanted: Sendable {
    var outside: [String?] = []
    var decidedFrom = 512
    var hasValue = true
    var assurance = Assurance.enclosed
    var other: Bool?? = .none
  }
  private enum Bits: Statement {
    @TaskLocal static var wanted = Wanted()
    static var description: StatementDescription { Arora2019Theorem1.description }
    static func examine<S: Scalar>(_ start: StartQuantities<S>, _ setting: Setting) -> Examination<S>? {
      let isDecided = start.precision >= wanted.decidedFrom
      var bits = Item("bits", .above, holds: isDecided ? true : nil, assurance: wanted.assurance)
      bits.value = wanted.hasValue ? Double(start.precision) : nil
      var shown = Item("shown", .above, holds: true, assurance: .enclosed)
      shown.bound = Double(start.precision)
      var hypotheses = [bits, shown]
      if case .some(let holds) = wanted.other {
        hypotheses.append(Item("other", .above, holds: holds, assurance: .enclosed))
      }
      return Examination(outside: wanted.outside, hypotheses: hypotheses, promises: [])
    }
  }

  private func bits(_ wanted: Wanted, _ arithmetic: Arithmetic = .balls) throws -> Double? {
    let network = try DeepLinearNetwork<Double>(layers: [.identity(2)])
    let setting = Setting(widths: [2, 2], isComplex: false, dynamics: .flow)
    let examiner = StartExaminer(network, target: .identity(2), setting: setting, arithmetic: arithmetic)
    return try Bits.$wanted.withValue(wanted) {
      try examiner.examine(Bits.self)?.hypotheses.named("shown").bound
    }
  }

  @Test("Bits are doubled while a hypothesis is undecided, up to a limit, and where more may decide it")
  func precision() throws {
    #expect(StartExaminer<Double>.precisions == [128, 256, 512, 1024, 2048])
    #expect(try bits(Wanted(decidedFrom: 0)) == 128 && bits(Wanted()) == 512)
    #expect(try bits(Wanted(decidedFrom: 4096)) == 2048)
    #expect(try bits(Wanted(), .doubles) == 128)
    // More bits change nothing: the problem is of another kind, another hypothesis fails, nothing was tested, there is no number.
    #expect(try bits(Wanted(outside: ["stated for another problem"])) == 128)
    #expect(try bits(Wanted(outside: [nil])) == 512)
    #expect(try bits(Wanted(other: .some(false))) == 128)
    #expect(try bits(Wanted(other: .some(true))) == 512)
    #expect(try bits(Wanted(assurance: .notTested)) == 128)
    #expect(try bits(Wanted(hasValue: false)) == 128)
  }

  @Test(
    "A run is repeated where its steps are judged, all that is judged holds, and the problem is of the kind")
  func needsReplay() throws {
    let item = Item("x", .above, holds: true, assurance: .enclosed)
    var (fails, isReported) = (item, item)
    fails.holds = false
    (isReported.holds, isReported.isJudged) = (false, false)
    let steps = Promise<Double>(item, .everyStep { fatalError("no monitor is made to know it") })
    func needs(_ outside: [String?], _ hypotheses: [Item], _ promises: [Promise<Double>]) -> Bool {
      Examination(outside: outside, hypotheses: hypotheses, promises: promises).needsReplay
    }
    #expect(needs([nil], [item], [steps]) && needs([], [item, isReported], [steps]))
    #expect(needs([], [], [Promise(item, .decided), steps]))
    #expect(!needs(["stated for another"], [item], [steps]) && !needs([], [item, fails], [steps]))
    #expect(!needs([], [item], [Promise(item, .decided), Promise(item, .atEnd { _ in item })]))
    #expect(!needs([], [item], []))
  }

  @Test("The numbers of a start are kept, with 128 bits where nothing else is wanted")
  func quantities() throws {
    let network = try DeepLinearNetwork<Double>(layers: [.identity(2), .identity(2)])
    let setting = Setting(widths: [2, 2, 2], isComplex: false, dynamics: .flow)
    let examiner = StartExaminer(network, target: .identity(2), setting: setting)
    #expect(examiner.quantities().precision == 128 && examiner.quantities(precision: 300).precision == 300)
    #expect(examiner.quantities() === examiner.quantities(precision: 128))
    #expect(examiner.quantities().residualNorm.precision == 128)
  }

  @Test("A certificate is about the first point and about all seeds where nothing else is said")
  func certificate() {
    let certificate = Certificate(statement: "arora2019-flow", verdict: .promised)
    #expect(certificate.point == 0 && certificate.run == nil && certificate.seed == nil)
  }
}

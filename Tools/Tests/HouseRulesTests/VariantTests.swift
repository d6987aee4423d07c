import HouseRules
import Testing

/// A package with two methods, a target, an observable and their registries, to which a file is added.
struct VariantTests {
  private static let files = [
    "Sources/Lib/HeavyBall.swift": "protocol Optimizer: Method {}\nstruct HeavyBall: Optimizer {}",
    "Sources/Lib/Square.swift": "struct Square<S>: Loss {}",
    "Sources/Specs/Variants/HeavyBall.swift": #"""
    struct HeavyBallVariant: V {
      static let key = SpecKey("heavy-ball", .keys(SpecKey("momentum", .required)), "Prose.")
      func method() -> HeavyBall { HeavyBall(momentum: 0) }
    }
    """#,
    "Sources/Specs/Variants/Nesterov.swift": #"""
    struct Accelerated: V { static let key = SpecKey.flow("nesterov", "…").words("Nesterov's") }
    """#,
    "Sources/Specs/Variants/File.swift": #"""
    struct FileVariant: V { static let key = SpecKey("file", .text(.file)).excludedFromIdentity }
    """#,
    "Sources/Specs/Variants/Registry.swift":
      "enum R { static let all: [any V.Type] = [HeavyBallVariant.self, Accelerated.self, FileVariant.self] }",
    "Sources/Lib/Observables/Loss.swift": """
    extension Observable {
      static var loss: Observable { Observable("loss", longName: "fitting loss") { [$0.loss] } }
      static var gradientNorm: Observable { norm(of: 1) }
      static func norm(of x: Int) -> Observable { Observable("gradient-norm") { [x] } }
    }
    """,
    "Sources/Lib/Observables/Registry.swift":
      "extension Observable { static var all: [Observable] { [.loss, .gradientNorm] } }",
  ]

  private static let table = Table(
    registrations: [
      Registration("variant", in: "Sources/Specs/Variants/", .key, registry: "Registry.swift"),
      Registration(
        "observable", in: "Sources/Lib/Observables/", .call("Observable", label: nil),
        registry: "Registry.swift"),
    ],
    chosenProtocols: ["Method", "Loss"])

  private func found(
    _ text: String, at path: String = "Sources/Top/A.swift", permissions: [NamePermission] = []
  ) async -> [String] {
    var table = Self.table
    table.namePermissions = permissions
    let files = Self.files.merging([path: text]) { $1 }
    return await faults(files, table: table, rules: [House.variantRule]).map {
      $0.replacing("\(path):", with: "")
    }
  }

  private func lines(_ text: String) async -> [Int] {
    await found(text).compactMap { Int($0.prefix { $0 != ":" }) }
  }

  private let only =
    "names the variant heavy-ball, which only Sources/Specs/Variants/HeavyBall.swift may name"

  @Test func theFaultSaysWhatIsWhereAndWhoMay() async {
    #expect(
      await found(#"let x = method.name == "heavy-ball" ? 5 : 12"#) == [
        "1: the string \"heavy-ball\" \(only)"
      ])
    #expect(
      await found("let x = 1\nenum E {\n  case a,\n    heavyBall(Int)\n}") == [
        "4: the enum case heavyBall \(only)"
      ])
    #expect(await found("let x = y is HeavyBallVariant") == ["1: the type HeavyBallVariant \(only)"])
    #expect(
      await found("let x = y as? HeavyBall") == [
        "1: this tests for the type HeavyBall, for which only Sources/Lib/HeavyBall.swift and "
          + "Sources/Specs/Variants/HeavyBall.swift may test"
      ])
    #expect(
      await found(#"let x = y == "gradient-norm""#) == [
        "1: the string \"gradient-norm\" names the observable gradient-norm, which only "
          + "Sources/Lib/Observables/Loss.swift may name"
      ])
  }

  @Test(
    "A branch on a name is found",
    arguments: [
      #"if words == "Nesterov" {}"#, #"if "heavy ball" != words {}"#, #"if key == "heavy_ball" {}"#,
      #"if "\(type(of: x))" == "HeavyBall" {}"#, #"if typeName == "HeavyBallVariant" {}"#,
      #"if typeName.contains("Square") {}"#, #"if words == "nesterov's" {}"#,
      #"if path == "dynamics.heavy-ball.momentum" {}"#,
      #"if path == "\(section).heavy-ball" {}"#, #"if x == (y ? "heavy-ball" : "b") {}"#,
      #"if x == ["a", "nesterov"] {}"#, #"if x == Optional("nesterov") {}"#,
      #"if "heavy-ball".uppercased() == x {}"#, #"if x == .heavyBall {}"#, #"if x != Kind.gradientNorm {}"#,
      #"if name.hasPrefix("nest") {}"#, #"if name.hasSuffix("ball") {}"#, #"if name.contains("avy-b") {}"#,
      #"if name.hasPrefix("heavy-ball of") {}"#, #"if name.contains("file") {}"#,
      #"if ["heavy-ball", "b"].contains(name) {}"#, #"let x = names.filter(["heavy-ball"].contains)"#,
      #"if Set(["heavy-ball"]).contains(name) {}"#, #"if names.contains(where: { $0 == "loss" }) {}"#,
      #"let i = names.firstIndex(of: "loss")"#, #"let o = Observable.named("gradient-norm")"#,
      #"if name.contains(/heavy-ball|b/) {}"#, #"if let value = tree["nesterov"] {}"#,
      #"let words = ["heavy-ball": "a ball"]"#, #"let key = "dynamics.heavy-ball.momentum""#,
      #"var name: String { "heavy-ball" }"#, #"func f() -> String { return "gradient-norm" }"#,
      #"enum E: String { case a = "nesterov" }"#, "enum E { case loss }",
      #"func f() { switch x { case "nesterov", "b": 1 default: 2 } }"#,
      #"func f() { if case .text("nesterov") = x { 1 } }"#,
      #"func f() { switch x { case ("nesterov", _): 1 default: 2 } }"#,
      "func f() { switch x { case .heavyBall: 1 default: 2 } }",
      "func f() { switch x { case .heavyBall(let y): 1 default: 2 } }",
      "func f() { switch x { case let y as HeavyBall: 1 default: 2 } }",
      "func f() { switch x { case is HeavyBall: 1 default: 2 } }",
      "func f() { switch x { case is Lib.Square<Double>: 1 default: 2 } }",
      "if case let y as HeavyBall = x {}", "let s = loss as! Square<S>", "let s = x as? [HeavyBall]",
      "if type(of: x) == HeavyBall.self {}", "extension A where Rule == HeavyBall {}",
      "func f(_ x: Accelerated) {}", #"let x = "\(y == "nesterov")""#,
    ])
  func branch(text: String) async { #expect(await lines(text) == [1]) }

  @Test func linesMayBeBroken() async {
    #expect(
      await lines(
        #"""
        func f() {
          switch x {
          case
            "a",
            "nesterov"
          : 1
          default:
            y
              ==
              "heavy-ball"
            z.hasPrefix(
              "nest")
            w
              as?
              HeavyBall
          }
        }
        """#) == [5, 10, 12, 15])
  }

  @Test(
    "Prose, arguments, lists and other names are no branch",
    arguments: [
      "// heavy-ball\nlet heavyBall = 1", #"let x = "use heavy-ball instead""#,
      #"throw Error("the key is given twice; use nesterov")"#, #"let ball = HeavyBall(momentum: 0)"#,
      #"let names = ["loss", "gradient-norm"].filter(isVaried)"#, #"draw(of: "loss", "gradient-norm")"#,
      #"if text == "the loss of a file" {}"#, #"if key == "loss-below" {}"#, #"if x == .loss {}"#,
      "func f() { switch x { case .file(let y): 1 default: 2 } }", #"if name.hasPrefix("lo") {}"#,
      #"if x == run.gradientNorm {}"#, #"let file = "file""#, "let x: any Optimizer = y",
      #"if f("heavy-ball") == 2 {}"#, "let o: Observable = .gradientNorm",
    ])
  func prose(text: String) async { #expect(await found(text) == []) }

  @Test func testsAndOtherFilesMaySayAnything() async {
    #expect(await found(#"let x = y == "heavy-ball""#, at: "Tests/LibTests/A.swift") == [])
    #expect(await found(#"x == "heavy-ball""#, at: "Sources/Top/a.py") == [])
  }

  @Test func registriesAreComplete() async {
    #expect(
      await found(
        #"struct BallVariant { static let key = SpecKey("ball") }"#, at: "Sources/Specs/Variants/Ball.swift")
        == ["1: the variant ball (BallVariant) is in no registry"])
    #expect(
      await found(
        #"extension Observable { static var x: Observable { Observable("x") } }"#,
        at: "Sources/Lib/Observables/X.swift") == ["1: the observable x (x) is in no registry"])
  }

  @Test func aNameThatCannotBeReadIsAFault() async {
    #expect(
      await found(
        "enum R { static let all = [\nHeavyBallVariant.self, Accelerated.self, FileVariant.self,\nOther.self] }\n"
          + "struct Other { static var key: SpecKey { make() } }", at: "Sources/Specs/Variants/Registry.swift"
      ) == [
        "3: the name of the variant Other is not a string literal in a `static let key` below Sources/Specs/Variants/"
      ])
  }

  @Test func aFolderWithoutRegistryIsAFault() async {
    #expect(
      await faults(["Sources/Top/A.swift": ""], table: Self.table, rules: [House.variantRule]) == [
        "Sources/Lib/Observables/:1: no file …Registry.swift lists the observables that are declared here",
        "Sources/Specs/Variants/:1: no file …Registry.swift lists the variants that are declared here",
      ])
  }

  @Test func aFileMayBePermittedToNameOne() async {
    let text = "let x = y == \"loss\"\nlet z = y == \"nesterov\""
    let path = "Sources/Top/A.swift"
    #expect(await lines(text) == [1, 2])
    #expect(
      await found(text, permissions: [NamePermission(path, ["loss", "nesterov"], because: "")]) == [])
    #expect(
      await found(text, permissions: [NamePermission(path, ["loss", "nesterov", "file"], because: "")]) == [
        "1: the table of the house rules lets this file name file, which it does not"
      ])
  }
}

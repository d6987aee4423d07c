import DeepLinearTheory
import Testing

@Suite("Balls")
struct BallTests {
  private func ball(_ x: Double, _ precision: Int = 128) -> Ball { Ball(x, precision: precision) }

  @Test("Results hold the exact numbers, and say nothing more than they must")
  func functions() throws {
    let two = ball(2)
    for (name, found, digits) in [
      ("√2", two.squareRoot, "1.4142135623730950488016887242096980785696718753769"),
      ("√2", two.squareRootOfNonnegative, "1.4142135623730950488016887242096980785696718753769"),
      ("2^{3/5}", two.power(3, over: 5), "1.5157165665103980823472598013064452386812835429781"),
      ("2^{-3/5}", two.power(-3, over: 5), "6.5975395538644712968700098561482006651673450659671e-1"),
      ("2⁰", two.power(0), "1"), ("0⁰", ball(0).power(0), "1"),
      ("ln 2", two.logarithm, "6.9314718055994530941723212145817656807550013436026e-1"),
      ("e²", two.exponential, "7.3890560989306502272304274605750078131803155705518"),
      ("F(2)", two.normalProbability, "9.7724986805182079279971736283346656252822377629832e-1"),
      ("F(−2)", (-two).normalProbability, "2.2750131948179207200282637166533437471776223701678e-2"),
      ("1/3", 1 / ball(3), "3.3333333333333333333333333333333333333333333333333e-1"),
      ("2/3 − 1", two / 3 - 1, "-3.3333333333333333333333333333333333333333333333333e-1"),
      ("1 − 2/3 + 2·2", 1 - two / 3 + 2 * two, "4.3333333333333333333333333333333333333333333333333"),
      ("|max|", .max(-two, ball(-3)) * .min(two, ball(3)), "-4"),
    ] {
      let exact = try Digits(digits).ball(precision: 300)
      #expect((found < exact) != true && (found > exact) != true, "\(name): \(found)")
      let off = found - exact
      #expect(off.upper <= 1e-36 && off.lower >= -1e-36, "\(name): \(found)")
    }
  }

  @Test("A comparison is decided where all numbers of both balls agree, and else it is not")
  func comparisons() {
    let (low, high, wide) = (ball(1), ball(2), Ball(from: ball(0), to: ball(3)))
    #expect((low < high) == true && (high < low) == false && (low < low) == false)
    #expect((low <= high) == true && (high <= low) == false && (low <= low) == true)
    #expect((high > low) == true && (low > low) == false && (low >= low) == true && (low >= high) == false)
    #expect((wide < low) == nil && (wide <= low) == nil && (wide > low) == nil && (wide >= low) == nil)
    #expect((wide < ball(4)) == true && (wide > ball(-1)) == true && (wide < ball(-1)) == false)
    #expect((ball(.nan) < low) == nil && (low < ball(.nan)) == nil && (ball(-1).squareRoot < low) == nil)
  }

  @Test("Ends are rounded outwards, and the radius reaches from the nearest double to both")
  func ends() {
    let third = 1 / ball(3)
    #expect(third.lower < third.upper && third.lower.nextUp == third.upper)
    #expect(third.midpoint == 1.0 / 3)
    #expect(third.radius > 0 && third.radius < 1e-16)
    #expect(ball(1.5).lower == 1.5 && ball(1.5).upper == 1.5 && ball(1.5).radius == 0)
    let wide = ball(1).widened(by: ball(0.25))
    #expect(wide.lower <= 0.75 && wide.upper >= 1.25 && wide.lower > 0.7499 && wide.upper < 1.2501)
    let undefined = ball(-1).squareRoot
    #expect(!undefined.isFinite && undefined.upper == .infinity && undefined.lower == -.infinity)
    #expect(!(1 / Ball(from: ball(-1), to: ball(1))).isFinite && !ball(-1).logarithm.isFinite)
    // Rounding alone may leave room for negative numbers in a sum of squares.
    #expect(Ball(from: ball(-1e-30), to: ball(4)).squareRootOfNonnegative.isFinite)
  }

  @Test("Hypotheses' bounds are shown on the side that is safe, promises' on the side that is weaker")
  func bounds() {
    let (value, third) = (ball(0.2), 1 / ball(3))
    #expect(Item("x", value, .atMost, third).bound == third.lower)
    #expect(Item("x", value, .below, third).bound == third.lower)
    #expect(Item("x", value, .atLeast, third).bound == third.upper)
    #expect(Item("x", value, .above, third).bound == third.upper)
    #expect(Item("x", value, .atMost, third, isPromise: true).bound == third.upper)
    #expect(Item("x", value, .atLeast, third, isPromise: true).bound == third.lower)
  }

  @Test(
    "The slack is relative to the bound, the plain difference where that is 0, and its sign is the verdict")
  func slack() {
    func item(_ value: Double, _ relation: Item.Relation, _ bound: Double) -> Item {
      Item("x", ball(value), relation, ball(bound))
    }
    #expect(item(1, .atMost, 4).slack == 0.75 && item(6, .atMost, 4).slack == -0.5)
    #expect(item(6, .atLeast, 4).slack == 0.5 && item(-6, .atMost, -4).slack == 0.5)
    #expect(item(0.5, .above, 0).slack == 0.5 && item(-0.5, .above, 0).slack == -0.5)
    // Equal numbers: nothing is left, and what is strict fails.
    for relation in [Item.Relation.atMost, .atLeast] {
      #expect(item(4, relation, 4).slack == 0 && item(4, relation, 4).holds == true)
    }
    for relation in [Item.Relation.below, .above] {
      #expect((item(4, relation, 4).slack ?? 0) < 0 && item(4, relation, 4).holds == false)
    }
    let undecided = Item("x", Ball(from: ball(0), to: ball(9)), .atMost, ball(4))
    #expect(undecided.holds == nil && undecided.slack == nil && undecided.value == 4.5)
    #expect((undecided.radius ?? 0) >= 4.5)
    let undefined = Item("x", ball(.nan), .atMost, ball(4))
    #expect(undefined.holds == nil && undefined.value == nil && undefined.bound == 4)
  }
}

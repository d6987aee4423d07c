public import LinearAlgebra

/// A rule by which weights move in steps of equal time: its settings, what it remembers from step to step, and one step.
///
/// The training loop owns everything else (recording, stopping, monitors, checkpoints, progress). A new optimizer is one
/// file that conforms to this protocol.
public protocol Optimizer: TrainingMethod {
  /// η, the time that one step takes.
  var stepSize: Double { get }
  /// How many sets of arrays, each of the weights' shapes and zero at step 0, a step needs besides W_k and W_{k−1}.
  var arrayCount: Int { get }
  /// Whether a step is W_j − η ∇_{W_j} L and nothing else, which the lockstep engine has kernels for.
  var isPlainDescent: Bool { get }
  /// Writes W_{k+1} over W_{k−1} in `state.previousWeights`; ∇L(W_k) is in `state.gradient`.
  ///
  /// Allocates nothing. It may keep numbers in the state's arrays only, so that a checkpoint has all of them.
  func step<S: Scalar>(_ state: OptimizerState<S>)
}

extension Optimizer {
  /// None.
  public var arrayCount: Int { 0 }
  /// No: the reference engine runs.
  public var isPlainDescent: Bool { false }

  /// A run's state at step 0.
  ///
  /// - Precondition: the target fits the network.
  public func begin<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>
  ) -> OptimizerState<S> {
    OptimizerState(self, network: network, objective: objective)
  }
}

/// Everything that an optimizer's next step depends on: W_k, W_{k−1} and the optimizer's own arrays. One thread uses it.
public final class OptimizerState<S: Scalar> {
  private let optimizer: any Optimizer
  private let workspace: GradientWorkspace<S>
  // Unchecked as in `RunTracker`.
  @exclusivity(unchecked) private var present: MatrixStack<S>
  /// W_{k−1}; W_0 before the first step. A step writes W_{k+1} here.
  @exclusivity(unchecked) public private(set) var previousWeights: MatrixStack<S>
  /// The optimizer's own arrays, `arrayCount` of them.
  public let arrays: [MatrixStack<S>]
  /// k, the steps taken: for schedules of the step size, or a correction of moments that begin at zero.
  @exclusivity(unchecked) public private(set) var step = 0

  init(_ optimizer: any Optimizer, network: DeepLinearNetwork<S>, objective: Objective<S>) {
    self.optimizer = optimizer
    workspace = GradientWorkspace(widths: network.widths, objective: objective)
    present = MatrixStack(network.layers)
    previousWeights = MatrixStack(network.layers)
    arrays = (0..<optimizer.arrayCount).map { _ in
      MatrixStack(shapes: network.layers.map { ($0.rows, $0.columns) })
    }
  }

  /// W_k.
  public var weights: MatrixStackView<S> { present.readOnly }

  /// ∇L where it was evaluated last.
  public var gradient: MatrixStackView<S> { workspace.gradient }

  /// ℓ and r at W_k, leaving ∇L(W_k) in `gradient`; needed before each `advance()`.
  public func evaluate() -> Evaluation { workspace.evaluate(at: weights) }

  /// ℓ and r at other weights Y, leaving ∇L(Y) in `gradient`.
  public func evaluate(at y: MatrixStackView<S>) -> Evaluation { workspace.evaluate(at: y) }

  /// One step.
  public func advance() {
    optimizer.step(self)
    swap(&present, &previousWeights)
    step += 1
  }
}

// The state as numbers, for checkpoints.

extension OptimizerState {
  /// W_{k−1} and the optimizer's own arrays.
  var memory: [PackedNumbers] { ([previousWeights] + arrays).map { PackedNumbers($0.readOnly.numbers) } }

  /// Takes W_k and `memory` at step k; false, with nothing changed, where they are not those of such a run.
  func restore(weights numbers: PackedNumbers, memory: [PackedNumbers], step: Int) -> Bool {
    let stacks = [present, previousWeights] + arrays
    let all = [numbers] + memory
    guard all.count == stacks.count, all.allSatisfy({ $0.values.count == weights.numberCount }) else {
      return false
    }
    for (stack, numbers) in zip(stacks, all) { _ = stack.assign(numbers: numbers.values[...]) }
    self.step = step
    return true
  }
}

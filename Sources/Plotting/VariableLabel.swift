import RunArchive

extension VariableDescription {
  /// Whether it rises along every run.
  var isClock: Bool { name == "time" || name == "step" }

  /// For an axis, in matplotlib's mathtext; `k` and `layer` take the places of their letters where one is chosen.
  func label(k: Int? = nil, layer: Int? = nil) -> String {
    var text = Self.symbols[name] ?? longName
    // Flows have no η.
    if name == "time", longName != "time t = η·k" { text = "time $t$" }
    if name == "step", longName != "step k" { text = "steps" }
    if let k { text = text.replacing("_k", with: "_{\(k)}") }
    if let layer { text = text.replacing("W_j", with: "W_{\(layer)}") }
    return text
  }

  /// In plain words, with the choice, for captions.
  func words(k: Int? = nil, layer: Int? = nil) -> String {
    let choice = [k.map { "k = \($0)" }, layer.map { "layer \($0)" }].compactMap(\.self)
    return longName + (choice.isEmpty ? "" : " (\(choice.joined(separator: ", ")))")
  }

  /// Whether a logarithmic axis would say nothing: angles, ranks, and what has a sign.
  var isBestLinear: Bool {
    name.hasSuffix("alignment") || name == "effective_rank" || name == "deficiency_margin"
  }

  /// The part of the values that does not count in the choice of an axis: none of a loss, whose last and least values, few
  /// as they are, are what one looks for.
  var trim: Double { ["loss", "penalty"].contains(name) ? 0 : 0.01 }

  private static let symbols = [
    "step": "step $k$",
    "time": "time $t = \\eta k$",
    "loss": "loss $\\ell$",
    "penalty": "penalty $r$",
    "gradient_norm": "$\\Vert\\nabla L\\Vert_F$",
    "residual_norm": "$\\Vert W_{1:N} - \\Phi\\Vert_F$",
    "imbalance": "imbalance $\\max_j \\Vert\\Delta_j\\Vert_F$",
    "magnitude": "magnitude $\\min_j \\Vert W_j W_j^H\\Vert_F$",
    "deficiency_margin": "deficiency margin $c$",
    "singular_values": "$\\sigma_k(W_{1:N})$",
    "layer_singular_values": "$\\sigma_k(W_j)$",
    "hermitian_singular_values": "$\\sigma_k(H)$",
    "skew_error": "skew-Hermitian error $\\Vert K\\Vert_F$",
    "balanced_skew_error": "$\\Vert\\Phi^{1/2}(U-V)S\\Vert_F^2$",
    "polar_sum_singular_values": "$\\sigma_k(M(W_{1:N}))$",
    "effective_rank": "effective rank",
    "flow_distance": "distance to the flow",
    "left_alignment": "$|\\langle u_k, u_k(\\Phi)\\rangle|$",
    "right_alignment": "$|\\langle v_k, v_k(\\Phi)\\rangle|$",
    "mutual_alignment": "$\\langle u_k, v_k\\rangle$",
  ]
}

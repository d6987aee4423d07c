import DeepLinear
import Foundation
import LinearAlgebra
import Testing

// Processes of their own, as the choice of kernels is one for the life of a process.
#if compiler(>=6.2)
  @Suite struct KernelChoiceTests {
    @Test(
      "Kernels that do not exist are an error of a library's user too, and no others are taken in their place"
    )
    func unknown() async {
      await #expect(processExitsWith: .success) {
        setenv("DEEPLINEAR_KERNELS", "nonsense", 1)
        let ensemble = Ensemble<Double>(
          widths: [2, 2, 2], initialization: GaussianInitialization(deviation: 0.5),
          objective: Objective(SquareLoss(target: .identity(2))), method: GradientDescent(stepSize: 0.1),
          until: .steps(3))
        let error = #expect(throws: KernelError.self) { try ensemble.runs(seeds: 0..<4) }
        #expect(error?.description.hasPrefix("DEEPLINEAR_KERNELS is “nonsense”; expected one of ") == true)
        #expect(throws: KernelError.self) { try ensemble.run(seed: 0) }
        // The reference engine needs none.
        var plain = ensemble
        plain.allowsKernels = false
        #expect(throws: Never.self) { try plain.run(seed: 0) }
      }
    }
  }
#endif

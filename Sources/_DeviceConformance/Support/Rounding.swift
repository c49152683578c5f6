/// Bounds on the error of float32 arithmetic (Higham, Accuracy and Stability of Numerical
/// Algorithms, section 3.1).
package enum Rounding {
  /// The unit roundoff of float32.
  package static let unit = 0x1p-24

  /// γₙ: the largest relative error of a sum of n products, or of n operations on one number, in
  /// any order.
  package static func gamma(_ operations: Int) -> Double {
    let share = Double(operations) * unit
    return share / (1 - share)
  }

  /// Error of `exp` and `tanh`, in units: kernels promise a few, and twice that is allowed.
  package static let elementary = 8

  /// The sum of squared errors over the sum of squares, as ggml's test-backend-ops measures.
  package static func normalizedMeanSquaredError(_ errors: [Double], of values: [Double]) -> Double
  {
    let power = values.reduce(0) { $0 + $1 * $1 }
    return errors.reduce(0) { $0 + $1 * $1 } / max(power, 1e-300)
  }
}

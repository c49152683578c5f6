package import ModelSpec

extension Reference {
  /// Rotary position embedding of one head (arXiv 2104.09864, equation 34): pair `i` turns by
  /// `position * frequencies[i]`.
  ///
  /// - Parameters:
  ///   - x: `[headDimension]`; columns beyond the pairs stay as they are.
  ///   - position: The row's place in its sequence.
  ///   - frequencies: Radians a position, one for each pair.
  ///   - magnitude: Factor on sine and cosine (arXiv 2309.00071, section 3.4), else 1.
  @specialized(where Number == Double)
  @specialized(where Number == Float)
  package static func rotate<Number: BinaryFloatingPoint>(
    _ x: [Number], position: Int, frequencies: [Number], magnitude: Number = 1,
    pairing: RotarySpec.Pairing
  ) -> [Number] {
    var y = x
    for (pair, frequency) in frequencies.enumerated() {
      let angle = Double(Number(position) * frequency)
      let (cos, sin) = (Number(cosine(angle)) * magnitude, Number(sine(angle)) * magnitude)
      let (first, second) =
        switch pairing {
        case .halves: (pair, pair + frequencies.count)
        case .adjacent: (2 * pair, 2 * pair + 1)
        }
      y[first] = x[first] * cos - x[second] * sin
      y[second] = x[second] * cos + x[first] * sin
    }
    return y
  }
}

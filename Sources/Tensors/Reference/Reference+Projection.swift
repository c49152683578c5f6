extension Reference {
  /// `y = x · weightᵀ + bias`.
  ///
  /// - Parameters:
  ///   - x: `[rows, inputs]`.
  ///   - weight: `[outputs, inputs]`.
  ///   - bias: `[outputs]`, or `nil`.
  /// - Returns: `[rows, outputs]`.
  @specialized(where Number == Double)
  @specialized(where Number == Float)
  package static func project<Number: BinaryFloatingPoint>(
    _ x: [[Number]], _ weight: [[Number]], bias: [Number]? = nil
  ) -> [[Number]] {
    x.map { row in
      weight.indices.map { output in dot(row, weight[output]) + (bias?[output] ?? 0) }
    }
  }

  /// `y[r] = table[tokens[r]] * multiplier`.
  ///
  /// - Parameter table: `[vocabulary, columns]`.
  /// - Returns: `[tokens, columns]`.
  @specialized(where Number == Double)
  @specialized(where Number == Float)
  package static func embed<Number: BinaryFloatingPoint>(
    _ tokens: [Int], table: [[Number]], multiplier: Number = 1
  ) -> [[Number]] {
    tokens.map { token in table[token].map { $0 * multiplier } }
  }
}

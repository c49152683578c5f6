/// A number format that matrix units multiply.
public enum ArithmeticFormat: String, Sendable, Hashable, CaseIterable {
  /// IEEE binary32.
  case fp32
  /// 19 bits: the exponent of binary32, the fraction of binary16.
  case tf32
  /// The upper half of binary32.
  case bf16
  /// IEEE binary16.
  case fp16
  /// 8-bit floating point, E4M3 or E5M2.
  case fp8
  /// 8-bit integers.
  case int8

  /// Accumulator in which products of this format are usually summed.
  public var usualAccumulator: Accumulator { self == .int8 ? .int32 : .fp32 }
}

/// The format in which sums of products are kept.
public enum Accumulator: String, Sendable, Hashable, CaseIterable {
  /// IEEE binary16; GeForce cards sum twice as fast in it as in binary32.
  case fp16
  /// IEEE binary32.
  case fp32
  /// 32-bit integers.
  case int32
}

/// The rate at which an accelerator multiplies matrices of one format; a multiply-add counts as
/// two operations.
///
/// Vendors often print the rate with 2:4 structured sparsity, which is twice the dense one and
/// which no ordinary model reaches. The two therefore never share a column.
public struct ArithmeticRate: Sendable, Hashable {
  /// Format of the factors.
  public var format: ArithmeticFormat
  /// Format of the sums.
  public var accumulator: Accumulator
  /// Operations per second, at peak, without sparsity.
  public var dense: Sourced<Double>?
  /// Operations per second, at peak, with 2:4 structured sparsity.
  public var sparse: Sourced<Double>?

  /// The rates of one format.
  public init(
    _ format: ArithmeticFormat, accumulator: Accumulator? = nil, dense: Sourced<Double>?,
    sparse: Sourced<Double>? = nil
  ) {
    self.format = format
    self.accumulator = accumulator ?? format.usualAccumulator
    self.dense = dense
    self.sparse = sparse
  }
}

/// The rates of one format in tera-operations per second, as data sheets print them.
struct TeraRate {
  var format: ArithmeticFormat
  var dense: Double
  var sparse: Double?
  var accumulator: Accumulator?

  init(
    _ format: ArithmeticFormat, _ dense: Double, sparse: Double? = nil,
    accumulator: Accumulator? = nil
  ) {
    self.format = format
    self.dense = dense
    self.sparse = sparse
    self.accumulator = accumulator
  }
}

extension [ArithmeticRate] {
  /// Rates that share one source.
  static func rates(
    _ provenance: Provenance, _ source: String, _ figures: [TeraRate]
  ) -> [ArithmeticRate] {
    var rates: [ArithmeticRate] = []
    for figure in figures {
      rates.append(
        ArithmeticRate(
          figure.format, accumulator: figure.accumulator,
          dense: Sourced(figure.dense * 1e12, provenance, source),
          sparse: figure.sparse.map { Sourced($0 * 1e12, provenance, source) }))
    }
    return rates
  }
}

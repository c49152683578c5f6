import PlainText

/// The unit of the numbers of a chart, which decides how they are written.
public enum ValueUnit: Sendable, Hashable {
  /// Numbers without a unit: `1,234`, `2.51 M`.
  case plain
  /// Parts of a hundred: 42 is `42 %`.
  case percent
  /// Bytes in powers of ten: `5.01 GB`.
  case bytes
  /// Bytes in powers of two: `4.67 GiB`.
  case binaryBytes
  /// Seconds, from `ns` to `d`.
  case seconds
  /// A symbol that takes a metric prefix, each second: `perSecond("FLOP")` is `989 TFLOP/s`.
  case perSecond(String)
  /// A unit that is written after the number as it is: `measure("FLOP/byte")`.
  case measure(String)

  /// The value with three significant digits and its unit, or "no data" if it is not finite.
  public func text(_ value: Double) -> String {
    guard let value = Amount.place(value, on: .linear) else { return noData }
    let step = step(for: value)
    return NumberText.short(value / step.factor) + step.suffix
  }

  /// The values of an axis, `spacing` apart, all in the unit of the largest.
  func axisTexts(_ values: [Double], spacing: Double) -> [String] {
    let step = step(for: values.map { abs($0) }.max() ?? 0)
    let digits = -Logarithm.base10(spacing / step.factor)
    let decimals = Int(min(max((digits - 1e-9).rounded(.up), 0), 12))
    let isSimple = abs(Logarithm.base10(max(spacing, 1e-150) / step.factor)) < 12
    return values.map { value in
      let number = value / step.factor
      if value == 0 { return "0" + step.suffix }
      return (isSimple ? NumberText.axis(number, decimals: decimals) : NumberText.short(number))
        + step.suffix
    }
  }
}

/// A unit and its multiples.
struct UnitStep {
  /// Size of the step in base units.
  let factor: Double
  /// Text that follows the number.
  let suffix: String
}

extension ValueUnit {
  /// The largest multiple of the unit of which the value, as printed, has at least one.
  func step(for value: Double) -> UnitStep {
    let steps = steps
    let found = steps.last { step in
      let ratio = abs(value) / step.factor
      return ratio >= 1 || (ratio > 0.99 && Logarithm.decade(of: ratio) == 0)
    }
    if let found { return found }
    // Zero is written in the base unit, what is smaller than all steps in the smallest.
    return value == 0 ? steps.first { $0.factor == 1 } ?? steps[0] : steps[0]
  }

  private var steps: [UnitStep] {
    switch self {
    case .plain: Self.prefixed(from: 1e6, [" ", " M", " G", " T", " P", " E"], "")
    case .measure(let name):
      Self.prefixed(from: 1e6, [" ", " M ", " G ", " T ", " P ", " E "], name)
    case .percent: [UnitStep(factor: 1, suffix: " %")]
    case .bytes: Self.multiples(of: 1000, [" ", " k", " M", " G", " T", " P", " E"], "B")
    case .binaryBytes:
      Self.multiples(of: 1024, [" ", " Ki", " Mi", " Gi", " Ti", " Pi", " Ei"], "B")
    case .perSecond(let symbol):
      Self.multiples(of: 1000, [" ", " k", " M", " G", " T", " P", " E"], symbol + "/s")
    case .seconds: Self.times
    }
  }

  private static let times = [
    UnitStep(factor: 1e-9, suffix: " ns"), UnitStep(factor: 1e-6, suffix: " µs"),
    UnitStep(factor: 1e-3, suffix: " ms"), UnitStep(factor: 1, suffix: " s"),
    UnitStep(factor: 60, suffix: " min"), UnitStep(factor: 3600, suffix: " h"),
    UnitStep(factor: 86_400, suffix: " d"),
  ]

  private static func multiples(
    of base: Double, _ prefixes: [String], _ symbol: String
  ) -> [UnitStep] {
    var factor = 1.0
    return prefixes.map { prefix in
      defer { factor *= base }
      return UnitStep(factor: factor, suffix: prefix + symbol)
    }
  }

  private static func prefixed(
    from second: Double, _ prefixes: [String], _ name: String
  ) -> [UnitStep] {
    var factor = second / 1000
    return prefixes.enumerated().map { index, prefix in
      factor *= index == 0 ? 1 : 1000
      let suffix = prefix + name
      return UnitStep(factor: index == 0 ? 1 : factor, suffix: suffix == " " ? "" : suffix)
    }
  }
}

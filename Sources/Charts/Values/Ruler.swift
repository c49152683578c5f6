/// An axis laid over data: its ends and its ticks.
struct Ruler {
  /// A place that is marked on an axis.
  struct Tick {
    let value: Double
    /// Text at the tick, or `nil` for a faint line without a number.
    let text: String?
  }

  let scale: AxisScale
  let lower: Double
  let upper: Double
  let ticks: [Tick]

  /// A ruler over `values`, which the scale has places for, with about `count` numbers.
  init(over values: [Double], axis: Axis, count: Int = 6) {
    scale = axis.scale
    var (low, high) = (values.min() ?? 0, values.max() ?? 1)
    switch axis.scale {
    case .linear:
      if axis.includesZero { (low, high) = (min(low, 0), max(high, 0)) }
      let steps = LinearSteps(from: low, to: high, unit: axis.unit, count: count)
      (lower, upper) = (steps.lower, steps.upper)
      let texts = axis.unit.axisTexts(steps.values, spacing: steps.spacing)
      ticks = zip(steps.values, texts).map { Tick(value: $0, text: $1) }
    case .log2, .log10:
      if values.isEmpty { (low, high) = (1, 10) }
      let steps = PowerSteps(from: low, to: high, base: axis.scale == .log2 ? 2 : 10, count: count)
      (lower, upper) = (steps.lower, steps.upper)
      let minor = steps.minor.map { Tick(value: $0, text: nil) }
      ticks = minor + steps.major.map { Tick(value: $0, text: axis.unit.text($0)) }
    }
  }

  /// The way from the lower end (0) to the upper end (1) at which a value lies.
  func position(of value: Double) -> Double {
    if scale == .linear { return (value - lower) / (upper - lower) }
    let base = Logarithm.base2(lower)
    return (Logarithm.base2(value) - base) / (Logarithm.base2(upper) - base)
  }
}

/// Equal steps of 1, 2 or 5 times a power of ten, from below the data to above it.
struct LinearSteps {
  let lower: Double
  let upper: Double
  let spacing: Double
  let values: [Double]

  /// Steps from at most `low` to at least `high`, `count` of them or a few more.
  init(from low: Double, to high: Double, unit: ValueUnit, count: Int) {
    var (low, high) = (low, high)
    if high - low <= abs(high) * 1e-9 || high - low < 1e-140 {
      let margin = high == 0 ? 1 : abs(high) / 2
      (low, high) = (low < 0 ? low - margin : max(low - margin, 0), high + margin)
    }
    let factor = unit.step(for: max(abs(low), abs(high))).factor
    let spacing = Self.niceAbove((high - low) / factor / Double(max(count, 1))) * factor
    // The small share of a step forgives 0.30000000000000004.
    let first = (low / spacing + 1e-9).rounded(.down)
    let last = (high / spacing - 1e-9).rounded(.up)
    let steps = Int(min(last - first, 50))
    self.spacing = spacing
    values = (0...max(steps, 1)).map { (first + Double($0)) * spacing }
    (lower, upper) = (first * spacing, (first + Double(max(steps, 1))) * spacing)
  }

  /// The least of 1, 2 and 5 times a power of ten that is not below `size`.
  static func niceAbove(_ size: Double) -> Double {
    let exponent = Logarithm.base10(size).rounded(.down)
    let power = Logarithm.power(10, exponent)
    let digit = size / power
    let nice: Double = digit <= 1.000001 ? 1 : digit <= 2.000001 ? 2 : digit <= 5.000001 ? 5 : 10
    return nice * power
  }
}

/// Powers of two or ten, with 2 and 5 times each if there are few.
struct PowerSteps {
  let lower: Double
  let upper: Double
  let major: [Double]
  let minor: [Double]

  /// Steps from at most `low` to at least `high`, both above zero; about `count` of them are major.
  init(from low: Double, to high: Double, base: Double, count: Int) {
    let multiples: [Double] = base == 10 ? [1, 2, 5] : [1]
    let logarithm = base == 10 ? Logarithm.base10 : Logarithm.base2
    let first = (logarithm(low) + 1e-9).rounded(.down)
    let last = (logarithm(high) - 1e-9).rounded(.up)
    let exponents = Int(first)...Int(max(last, first + 1))
    let all = exponents.flatMap { exponent in
      multiples.map { $0 * Logarithm.power(base, Double(exponent)) }
    }
    lower = all.last { $0 <= low * (1 + 1e-9) } ?? all[0]
    let above = all.first { $0 >= high * (1 - 1e-9) } ?? all[all.count - 1]
    upper = above > lower ? above : all.first { $0 > above } ?? above * base
    let (start, end) = (lower * (1 - 1e-9), upper * (1 + 1e-9))
    let powers = exponents.map { Logarithm.power(base, Double($0)) }.filter {
      $0 >= start && $0 <= end
    }
    let stride = max((powers.count + count) / max(count + 1, 1), 1)
    let kept = powers.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    let inside = all.filter { $0 >= start && $0 <= end }
    major = kept.count >= 3 ? kept : inside
    minor = stride > 1 || base == 2 ? [] : Self.between(powers: exponents, from: start, to: end)
  }

  /// The whole multiples of each power of ten within a range, without the powers.
  private static func between(
    powers: ClosedRange<Int>, from start: Double, to end: Double
  ) -> [Double] {
    powers.flatMap { exponent in
      (2...9).map { Double($0) * Logarithm.power(10, Double(exponent)) }
    }.filter { $0 >= start && $0 <= end }
  }
}

extension PlanRequest {
  /// Checks what does not depend on a model, whether or not anything follows from it.
  ///
  /// - Throws: `SizingError` for the first figure that is out of range.
  public func validate() throws(SizingError) {
    for (name, value, range) in [
      ("context", context ?? 1, 1...1 << 24), ("batch", batch, 1...65_536),
      ("rows", rows, 1...65_536), ("threads", threads, 1...1024),
      ("prompt", speedCase.promptTokens, 1...1 << 24), ("depth", speedCase.depth, 0...1 << 24),
    ] where !range.contains(value) {
      throw SizingError(
        name, expected: "between \(range.lowerBound) and \(range.upperBound)", got: value)
    }
    for (name, value, isValid, expected) in [
      ("utilization", utilization, utilization > 0 && utilization <= 1, "above 0 and at most 1"),
      ("pue", powerUsageEffectiveness, powerUsageEffectiveness >= 1, "at least 1"),
      (
        "grid intensity", gridKilogramsPerKilowattHour ?? 0,
        gridKilogramsPerKilowattHour ?? 0 >= 0, "0 or more"
      ),
      ("price", pricePerHour ?? 0, pricePerHour ?? 0 >= 0, "0 or more"),
      ("days", days ?? 1, days ?? 1 > 0 && days ?? 1 <= 1e6, "above 0 and at most 1000000"),
      ("tokens", tokens ?? 1, tokens ?? 1 > 0, "positive"),
    ] where !(value.isFinite && isValid) {
      throw SizingError(name, expected: expected, got: value)
    }
    try training?.validateNumbers()
  }
}

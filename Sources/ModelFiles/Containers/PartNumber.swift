extension Int {
  /// The number as names of parts and shards write it: `00007`.
  var fiveDigits: String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, 5 - digits.count)) + digits
  }
}

/// Shares a number of equal units out by size, so that they add up (the method of the
/// largest remainder).
enum Apportionment {
  /// Units for each of `sizes`, which are lengths as `Amount` lets through; their sum is `units`,
  /// or zero if all sizes are.
  ///
  /// Of equal remainders the earlier one is served first.
  static func share(_ units: Int, by sizes: [Double]) -> [Int] {
    let total = sizes.reduce(0, +)
    guard total > 0, units > 0 else { return sizes.map { _ in 0 } }
    let quotas = sizes.map { $0 / total * Double(units) }
    var shares = quotas.map { Int($0) }
    let order = quotas.indices.sorted { left, right in
      let (a, b) = (quotas[left] - Double(shares[left]), quotas[right] - Double(shares[right]))
      return a == b ? left < right : a > b
    }
    let missing = max(units - shares.reduce(0, +), 0)
    for index in order.prefix(missing) { shares[index] += 1 }
    return shares
  }
}

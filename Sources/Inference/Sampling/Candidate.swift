extension Float {
  /// An integer that orders as the number does; both zeros have the same.
  @inline(__always)
  var orderKey: Int32 {
    // Adding zero turns -0 into 0.
    let bits = Int32(bitPattern: (self + 0).bitPattern)
    return bits ^ ((bits >> 31) & .max)
  }

  /// The number with an order key.
  init(orderKey key: Int32) {
    self = Float(bitPattern: UInt32(bitPattern: key ^ ((key >> 31) & .max)))
  }
}

/// A token that may be drawn.
struct Candidate: Sendable {
  /// Orders candidates, the likeliest greatest: by logit, and the lower id first among equals.
  let rank: UInt64
  /// Its probability over that of the likeliest token, once weighed.
  var weight = 0.0

  init(key: Int32, token: Int) {
    rank =
      UInt64(UInt32(bitPattern: key) ^ 0x8000_0000) << 32
      | UInt64(~UInt32(truncatingIfNeeded: token))
  }

  var token: Int { Int(~UInt32(truncatingIfNeeded: rank)) }

  var logit: Float {
    Float(orderKey: Int32(bitPattern: UInt32(truncatingIfNeeded: rank >> 32) ^ 0x8000_0000))
  }
}

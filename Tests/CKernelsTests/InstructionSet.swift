import CKernels
import Testing

/// An instruction set that this machine has, with its kernels over Swift arrays.
struct InstructionSet: CustomTestStringConvertible, Sendable {
  let rawValue: UInt32
  /// The cache that products of few rows ask memory into.
  var prefetchLevel: Int32 = 1

  static let scalar = InstructionSet(rawValue: CK_SCALAR.rawValue)
  /// All that this machine has, asking memory into either cache.
  static let available = (0..<UInt32(CK_ISA_COUNT)).map { InstructionSet(rawValue: $0) }.filter {
    ck_kernels_for(ck_isa(rawValue: $0.rawValue)) != nil
  }.flatMap { [$0, InstructionSet(rawValue: $0.rawValue, prefetchLevel: 2)] }

  var testDescription: String {
    String(cString: ck_isa_name(ck_isa(rawValue: rawValue)))
      + (prefetchLevel == 2 ? ", prefetching into the second cache" : "")
  }

  var table: UnsafePointer<ck_kernels> {
    get throws { try #require(ck_kernels_prefetching(ck_isa(rawValue: rawValue), prefetchLevel)) }
  }

  func dequantize(_ format: Format, _ bytes: [UInt8], count: Int) throws -> [Float] {
    let function = try #require(ck_dequantize_slot(table, format.code))
    var values = [Float](repeating: .nan, count: count)
    function(count, bytes, &values)
    return values
  }

  func quantize(_ format: Format, _ values: [Float]) throws -> [UInt8] {
    let function = try #require(ck_quantize_slot(table, format.code))
    var bytes = [UInt8](repeating: 0, count: format.bytes(values.count))
    function(values.count, values, &bytes)
    return bytes
  }

  func quantizeActivations(_ x: [Float], rows: Int = 1) throws -> Activations {
    let function = try #require(table.pointee.quantize_activations)
    var result = Activations(values: x, rows: rows)
    let k = x.count / rows
    for row in 0..<rows {
      x.withUnsafeBufferPointer { x in
        result.q.withUnsafeMutableBufferPointer { q in
          result.scales.withUnsafeMutableBufferPointer { scales in
            result.sums.withUnsafeMutableBufferPointer { sums in
              guard let x = x.baseAddress, let q = q.baseAddress, let scales = scales.baseAddress,
                let sums = sums.baseAddress
              else { return }
              function(
                k, x + row * k, q + row * k, scales + row * (k / 32), sums + row * (k / 16))
            }
          }
        }
      }
    }
    return result
  }

  /// Rows in BF16, padded, where this set multiplies so.
  func roundBF16(_ x: Activations) throws -> GuardedBytes? {
    guard let function = try table.pointee.round_bf16 else { return nil }
    let stride = (x.k + 31) / 32 * 32
    var rounded = [UInt16](repeating: 0x7fff, count: x.rows * stride)
    rounded.withUnsafeMutableBufferPointer { out in
      x.values.withUnsafeBufferPointer { values in
        guard let out = out.baseAddress, let values = values.baseAddress else { return }
        for row in 0..<x.rows { function(x.k, values + row * x.k, out + row * stride) }
      }
    }
    return try GuardedBytes(rounded.withUnsafeBytes { Array($0) })
  }

  /// y[row][output], with `stride` floats from a row to the next; what lies between is left NaN.
  func matmul(
    _ format: Format, weights: GuardedBytes, offset: Int = 0, outputs: Int, _ x: Activations,
    stride: Int
  ) throws -> [Float] {
    let function = try #require(ck_matmul_slot(table, format.code))
    var y = [Float](repeating: .nan, count: x.rows * stride)
    let size = max(64, ck_matmul_scratch_bytes(format.code, x.k))
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    defer { scratch.deallocate() }
    let bf16 = try roundBF16(x)
    x.withPointers { pointers in
      var pointers = pointers
      pointers.bf16 = bf16?.pointer.assumingMemoryBound(to: UInt16.self)
      withExtendedLifetime((weights, bf16)) {
        function(
          x.k, x.rows, outputs, weights.pointer + offset, &pointers, &y, stride, scratch)
      }
    }
    return y
  }
}

/// Rows of activations in both forms that products read.
struct Activations {
  var values: [Float]
  var rows: Int
  var q: [Int8]
  var scales: [Float]
  var sums: [Int16]

  init(values: [Float], rows: Int) {
    self.values = values
    self.rows = rows
    q = [Int8](repeating: 99, count: values.count)
    scales = [Float](repeating: .nan, count: values.count / 32)
    sums = [Int16](repeating: 9999, count: values.count / 16)
  }

  var k: Int { values.count / rows }

  /// The values that quantised formats multiply with.
  func dequantized(_ index: Int) -> Double { Double(q[index]) * Double(scales[index / 32]) }

  func row(_ r: Int) -> Activations {
    var row = Activations(values: Array(values[r * k..<(r + 1) * k]), rows: 1)
    row.q = Array(q[r * k..<(r + 1) * k])
    row.scales = Array(scales[r * (k / 32)..<(r + 1) * (k / 32)])
    row.sums = Array(sums[r * (k / 16)..<(r + 1) * (k / 16)])
    return row
  }

  func withPointers(_ body: (ck_activations) -> Void) {
    values.withUnsafeBufferPointer { values in
      q.withUnsafeBufferPointer { q in
        scales.withUnsafeBufferPointer { scales in
          sums.withUnsafeBufferPointer { sums in
            body(
              ck_activations(
                f32: values.baseAddress, q: q.baseAddress, scales: scales.baseAddress,
                sums: sums.baseAddress, bf16: nil))
          }
        }
      }
    }
  }
}

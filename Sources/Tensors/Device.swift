import CKernels
package import ModelSpec

/// The processor that operations run on: its kernels and its threads.
///
/// Operations are coarse, take views of memory that belongs to the device, and return when their result is there.
/// Results do not depend on the number of threads.
public final class Device: @unchecked Sendable {
  // Safety: the table is constant; the pool serialises its callers.

  /// The instruction set whose kernels are used.
  public let instructionSet: InstructionSet
  /// Threads that share an operation, the caller included.
  public var threadCount: Int { pool.threadCount }

  let kernels: UnsafePointer<ck_kernels>
  let pool: ThreadPool

  /// A device with this many threads and the best kernels of this machine, or those of a named instruction set.
  ///
  /// - Throws: `DeviceError` if this machine lacks the instruction set, or the thread count is not positive.
  public init(threads: Int, instructionSet: InstructionSet? = nil) throws(DeviceError) {
    guard threads >= 1, threads <= 1024 else { throw .threads(threads) }
    let isa = instructionSet ?? .best
    guard let table = ck_kernels_for(isa.code) else { throw .instructionSet(isa) }
    self.instructionSet = isa
    kernels = table
    pool = ThreadPool(threadCount: threads)
  }

  /// A row of float32 values from a row of any format.
  package func dequantize(
    _ source: UnsafeRawBufferPointer, format: StorageFormat, into row: inout [Float]
  ) {
    precondition(format.bytes(forElements: row.count) == source.count)
    guard let base = source.baseAddress else { return }
    row.withUnsafeMutableBufferPointer { row in
      guard let out = row.baseAddress else { return }
      ck_dequantize(kernels, format.code, row.count, base, out)
    }
  }
}

/// Why a device cannot be had.
public enum DeviceError: Error, Sendable, CustomStringConvertible {
  /// The number of threads is out of range.
  case threads(Int)
  /// This machine lacks the instruction set.
  case instructionSet(InstructionSet)

  /// What, expected, got.
  public var description: String {
    switch self {
    case .threads(let count): "threads must be between 1 and 1024, got \(count)"
    case .instructionSet(let isa):
      "this machine cannot run \(isa.rawValue) kernels; it has "
        + InstructionSet.available.map(\.rawValue).joined(separator: ", ")
    }
  }
}

/// A set of processor instructions that kernels exist for.
public enum InstructionSet: String, Sendable, Hashable, CaseIterable {
  /// Plain C.
  case scalar
  /// x86-64 with AVX2, FMA and F16C.
  case avx2
  /// x86-64 with AVX-512 F, BW, DQ and VL.
  case avx512
  /// The same with VNNI integer dot products.
  case avx512VNNI = "avx512-vnni"
  /// The same with bfloat16 dot products.
  case avx512BF16 = "avx512-bf16"
  /// ARM with NEON.
  case neon
  /// ARM with integer dot products.
  case dotprod
  /// ARM with integer matrix products.
  case i8mm

  /// The best that this machine has.
  public static var best: InstructionSet { allCases.first { $0.code == ck_best_isa() } ?? .scalar }

  /// All that this machine has.
  public static var available: [InstructionSet] {
    allCases.filter { ck_kernels_for($0.code) != nil }
  }

  /// Whether products with BF16 weights round the other side to BF16 too; all others multiply them with float32.
  public var multipliesInBF16: Bool {
    ck_kernels_for(code).map { $0.pointee.round_bf16 != nil } ?? false
  }

  var code: ck_isa {
    switch self {
    case .scalar: CK_SCALAR
    case .avx2: CK_AVX2
    case .avx512: CK_AVX512
    case .avx512VNNI: CK_AVX512_VNNI
    case .avx512BF16: CK_AVX512_BF16
    case .neon: CK_NEON
    case .dotprod: CK_DOTPROD
    case .i8mm: CK_I8MM
    }
  }
}

extension StorageFormat {
  var code: ck_format { ck_format(rawValue: rawValue) }
}

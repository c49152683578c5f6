import CKernels
public import ModelSpec

/// The processor that operations run on: its kernels and its threads.
///
/// Operations return when their result is there, and memory is the program's own. Results do not
/// depend on the number of threads.
public final class CPUDevice: Device, @unchecked Sendable {
  // Safety: the table is constant; the pool serialises its callers.

  /// The instruction set whose kernels are used.
  public let instructionSet: InstructionSet
  /// Threads that share an operation, the caller included.
  public var threadCount: Int { pool.threadCount }

  let kernels: UnsafePointer<ck_kernels>
  let pool: ThreadPool

  /// A device with this many threads and the best kernels of this machine, or those of a named
  /// instruction set.
  ///
  /// - Throws: `DeviceError` if this machine lacks the instruction set, or the thread count is
  ///   not positive.
  public init(threads: Int, instructionSet: InstructionSet? = nil) throws(DeviceError) {
    guard threads >= 1, threads <= 1024 else { throw .threads(threads) }
    let isa = instructionSet ?? .best
    guard let table = ck_kernels_for(isa.code) else { throw .instructionSet(isa) }
    self.instructionSet = isa
    kernels = table
    pool = ThreadPool(threadCount: threads)
  }

  /// The bytes of the scratch that it makes: some of it once for each thread.
  public var scratchSizes: any ScratchSizes { sizes }
  var sizes: CPUScratchSizes { CPUScratchSizes(threads: threadCount) }

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

/// The reason that a device cannot be had.
public enum DeviceError: Error, Sendable, CustomStringConvertible {
  /// The number of threads is out of range.
  case threads(Int)
  /// This machine lacks the instruction set.
  case instructionSet(InstructionSet)

  /// The problem, the thing expected, the thing got.
  public var description: String {
    switch self {
    case .threads(let count): "threads must be between 1 and 1024, got \(count)"
    case .instructionSet(let isa):
      "this machine cannot run \(isa.rawValue) kernels; it has "
        + InstructionSet.available.map(\.rawValue).joined(separator: ", ")
    }
  }
}

extension StorageFormat {
  var code: ck_format { ck_format(rawValue: rawValue) }
}

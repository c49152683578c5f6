/// The processor that this process runs on.
public enum Processor {
  /// Its name as the kernel tells it, or `nil`.
  ///
  /// - Parameter root: the folder that holds `proc` and `sys`; recorded trees stand elsewhere than
  ///   at `/`.
  public static func name(root: String = "/") -> String? {
    ProcessorReader(system: SystemTree(root: root)).read().name.value
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A thread of the system that runs one function.
///
/// Its stack is asked for by size, so that neither a limit on stacks nor one on memory decides what
/// a thread can do.
package struct SystemThread {
  private let handle: pthread_t

  /// The work that a thread is given.
  private final class Start {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Starts a thread.
  ///
  /// - Parameters:
  ///   - stackBytes: Size of its stack; the system takes memory for what is used of it.
  ///   - body: What it runs; the thread ends with it.
  /// - Throws: `ThreadError` if the system gives no thread.
  package init(
    stackBytes: Int = 1 << 20, _ body: @escaping @Sendable () -> Void
  ) throws(ThreadError) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackBytes)
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let start = Unmanaged.passRetained(Start(body)).toOpaque()
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        #if canImport(Darwin)
          Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
        #else
          if let argument { Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body() }
        #endif
        return nil
      }, start)
    #if canImport(Darwin)
      guard status == 0, let thread else {
        Unmanaged<Start>.fromOpaque(start).release()
        throw ThreadError(code: status)
      }
    #else
      guard status == 0 else {
        Unmanaged<Start>.fromOpaque(start).release()
        throw ThreadError(code: status)
      }
    #endif
    handle = thread
  }

  /// Waits until the thread has ended.
  package func join() { pthread_join(handle, nil) }

  /// Lets the thread end by itself; nobody waits for it.
  package func detach() { pthread_detach(handle) }
}

/// The system gave no thread: a limit on threads, or on the memory that its stack needs.
public struct ThreadError: Error, Sendable, CustomStringConvertible {
  /// The system's error number.
  public var code: Int32

  /// Text for a user: what and why.
  public var description: String {
    "the system gives this process no further thread: \(String(cString: strerror(code)))"
  }
}

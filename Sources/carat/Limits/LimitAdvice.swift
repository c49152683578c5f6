import Inference
import Machine
import PlainText
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Advice on an error that a limit on this process may have caused.
enum LimitAdvice {
  /// The advice, after a semicolon; empty where no limit has to do with it.
  static func suffix(for error: any Error) -> String {
    if error is ThreadError { return "; " + LimitProbe.threadAdvice() }
    if case EngineError.memory = error { return memory().map { "; \($0)" } ?? "" }
    let text = "\(error)".lowercased()
    func names(_ code: Int32) -> Bool {
      text.contains(String(cString: strerror(code)).lowercased())
    }
    if names(ENOMEM) { return memory().map { "; \($0)" } ?? "" }
    if names(EMFILE) { return "; " + LimitProbe.advice(.openFiles) }
    if names(EFBIG), ResourceLimit.fileSize.current != nil {
      return "; " + LimitProbe.advice(.fileSize)
    }
    return ""
  }

  /// The limits on memory, if there are any: those of this process, and that of its control group.
  static func memory() -> String? {
    let limits = [ResourceLimit.addressSpace, .data].filter { $0.current != nil }
    let group = AvailableMemory.controlGroupBytes().map {
      "the control group of this process allows \(NumberText.decimalBytes($0)) (memory.max)"
    }
    let all = limits.map(LimitProbe.advice) + (group.map { [$0] } ?? [])
    return all.isEmpty ? nil : all.joined(separator: "; ")
  }
}

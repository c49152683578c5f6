import CProcessors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The load of the machine's processors, and the choice of those that programs run on.
public enum Processors {
  /// Seconds that all processors together have worked since the start of the machine, for anybody
  /// and for other virtual machines; `nil` where the system does not tell.
  public static func busySeconds(statistics: String? = nil) -> Double? {
    let text =
      statistics
      ?? (try? Data(contentsOf: URL(fileURLWithPath: "/proc/stat"))).map {
        String(decoding: $0, as: UTF8.self)
      }
    guard let line = text?.split(separator: "\n").first, line.hasPrefix("cpu ") else { return nil }
    let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
    guard ticks.count == 8 else { return nil }
    // user, nice, system, idle, waiting for input, interrupts, soft interrupts, stolen by
    // other machines
    let busy = ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]
    return busy / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Number of processors that others keep busy while this process sleeps for a second.
  public static func othersBusy() -> Double? {
    let (start, before) = (Clock.seconds, busySeconds())
    usleep(1_000_000)
    guard let before, let after = busySeconds() else { return nil }
    return max(0, after - before) / (Clock.seconds - start)
  }

  /// Holds this process, and all that it starts, on the first processors that it may use.
  ///
  /// Returns their numbers; none where the system has no such call.
  public static func pin(to count: Int) -> [Int] {
    var chosen = [Int32](repeating: 0, count: max(0, count))
    let found = pin_to_first_processors(Int32(clamping: count), &chosen)
    return chosen.prefix(Int(found)).map(Int.init)
  }
}

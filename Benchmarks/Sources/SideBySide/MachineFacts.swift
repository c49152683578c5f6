import CProcessors
import JSON

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The machine that the figures were taken on.
struct MachineFacts: Sendable {
  /// The processor's name, or "unknown".
  let processor: String
  /// The processors that both engines ran on.
  let cores: [Int]
  /// Physical memory in bytes, where the system tells.
  let memoryBytes: Int?
  /// Operations a second of 8-bit dot products, from registers, of all cores in use.
  let int8Rate: Double?
  /// The same of bfloat16 dot products.
  let bf16Rate: Double?
  /// The same of float32 multiply-additions.
  let fp32Rate: Double?

  /// The rate that bounds the products of a file's matrices.
  func rate(for file: BenchmarkFile) -> Double? { file.isBF16 ? bf16Rate ?? fp32Rate : int8Rate }

  var json: JSONValue {
    func value(_ number: Double?) -> JSONValue { number.map { .number($0) } ?? .null }
    return .object(
      JSONObject([
        "processor": .string(processor),
        "cores": .array(cores.map { .integer($0) }),
        "memoryBytes": memoryBytes.map { .integer($0) } ?? .null,
        "int8OperationsPerSecond": value(int8Rate),
        "bf16OperationsPerSecond": value(bf16Rate),
        "fp32OperationsPerSecond": value(fp32Rate),
      ]))
  }

  private static func field(_ name: String, of path: String) -> String? {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else { return nil }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix(name) }),
      let colon = line.firstIndex(of: ":")
    else { return nil }
    return String(line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" })
  }
}

extension MachineFacts {
  /// Looks the machine over; takes about a second.
  init(cores: [Int], threads: Int) {
    func rate(_ kind: multiply_kind) -> Double? {
      let rate = multiply_rate(kind, Int32(clamping: threads), 5)
      return rate > 0 ? rate : nil
    }
    let memory = Self.field("MemTotal", of: "/proc/meminfo")
      .flatMap { $0.split(separator: " ").first }.flatMap { Int($0) }
    self.init(
      processor: Self.field("model name", of: "/proc/cpuinfo") ?? "unknown", cores: cores,
      memoryBytes: memory.map { $0 * 1024 }, int8Rate: rate(MULTIPLY_INT8),
      bf16Rate: rate(MULTIPLY_BF16), fp32Rate: rate(MULTIPLY_FP32))
  }
}

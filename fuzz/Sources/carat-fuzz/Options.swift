/// The options of the command line.
struct Options {
  private(set) var seconds = 60.0
  private(set) var seed = UInt64.random(in: 0...999_999)
  private(set) var targetName: String?
  private(set) var inputPath: String?
  private(set) var statePath: String?
  private(set) var findings = "fuzz/findings"

  init(_ arguments: some Sequence<String>) throws {
    var rest = Array(arguments)[...]
    while let flag = rest.popFirst() {
      guard let value = rest.popFirst() else { throw OptionError(message: "\(flag) needs a value") }
      switch flag {
      case "--seconds": seconds = try Self.number(flag, Double(value))
      case "--seed": seed = try Self.number(flag, UInt64(value))
      case "--target": targetName = value
      case "--input": inputPath = value
      case "--state": statePath = value
      case "--findings": findings = value
      default: throw OptionError(message: "unknown option \(flag)")
      }
    }
  }

  private static func number<Value>(_ flag: String, _ value: Value?) throws -> Value {
    guard let value else { throw OptionError(message: "\(flag) needs a number") }
    return value
  }

  /// The target that is named, or all.
  func targets() throws -> [FuzzTarget] {
    guard let targetName else { return FuzzTarget.all }
    let found = FuzzTarget.all.filter { $0.name == targetName }
    guard !found.isEmpty else {
      let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
      throw OptionError(message: "no target \(targetName); there are \(names)")
    }
    return found
  }
}

/// An argument that cannot be used.
struct OptionError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}

/// A program with its arguments, ready to run.
public struct Program: Sendable, Hashable {
  /// The path of the executable, or its name if it is to be looked up.
  public var executable: String
  /// Arguments after the name.
  public var arguments: [String]
  /// Variables added to those of this process.
  public var environment: [String: String]

  /// A program with its arguments.
  public init(_ executable: String, _ arguments: [String], environment: [String: String] = [:]) {
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
  }

  /// The line that a shell would take.
  public var commandLine: String {
    let settings = environment.sorted { $0.key < $1.key }.map {
      "\($0.key)=\(Self.quoted($0.value))"
    }
    return (settings + ([executable] + arguments).map(Self.quoted)).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      switch byte {
      case 0x2B...0x3A, 0x3D, 0x40...0x5A, 0x5F, 0x61...0x7A: true
      default: false
      }
    }
    return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}

/// The output and the cost of a program that has ended.
public struct ProgramResult: Sendable {
  /// Standard output.
  public let output: [UInt8]
  /// Seconds from before the start to the first byte of output, or `nil` if there was none.
  public let secondsToOutput: Double?
  /// Seconds from before the start to the end.
  public let seconds: Double
  /// Seconds that processors worked for it.
  public let processorSeconds: Double
  /// The most memory that was resident at once, in bytes.
  public let peakResidentBytes: Int

  /// Standard output as text.
  public var text: String { String(decoding: output, as: UTF8.self) }
}

/// The reason that a program gave no result.
public struct ProgramError: Error, CustomStringConvertible {
  /// Text on what could not be done.
  public let problem: String
  /// The command.
  public let program: Program
  /// The last of what it said on standard error.
  public let said: String

  /// An error with its parts.
  public init(problem: String, program: Program, said: String) {
    self.problem = problem
    self.program = program
    self.said = said
  }

  /// The problem, the command, and what it said.
  public var description: String {
    "\(problem)\n  \(program.commandLine)" + (said.isEmpty ? "" : "\n\(said)")
  }
}

import ArgumentParser
import Inference
import ModelFiles
import ModelHub
import Planning
import Sizing
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The end of a command that threw: what is said, where, and with which status.
struct Failure {
  /// The text; `nil` ends quietly.
  var message: String?
  /// 0 done; 1 the work failed, a file that is missing or bad included; 2 the arguments were wrong,
  /// whatever lies on the disk, or are such as this model cannot take; 130 interrupted.
  var status: Int32
  /// Tells whether the message is what was asked for, such as help.
  var isAnswer = false
  /// Tells whether the message may have several lines: those of the argument parser, which end with
  /// the usage.
  var hasLines = false

  private init(_ message: String?, _ status: Int32, isAnswer: Bool = false) {
    (self.message, self.status, self.isAnswer) = (message, status, isAnswer)
  }

  init(_ error: any Error) {
    switch error {
    case is ClosedPipe: self.init(nil, 0)
    case is Interrupted, is CancellationError: self.init(nil, 130)
    case let error as CommandError: self.init("carat: \(error)\(LimitAdvice.suffix(for: error))", 1)
    case EngineError.option(let option, let problem):
      self.init("carat: \(FlagHint.flag(of: option)) \(problem)", 2)
    case EngineError.draft(let problem): self.init("carat: \(problem)", 2)
    case DeviceError.threads: self.init("carat: --\(error)", 2)
    case is DeviceError: self.init("carat: \(error)", 2)
    case let error as PlanningError where error.isWrongRequest: self.init("carat: \(error)", 2)
    case let error as PlanningError:
      self.init("carat: \(error.withHint)\(LimitAdvice.suffix(for: error))", 1)
    case is WrongArguments, is SizingError, is AcceleratorError: self.init("carat: \(error)", 2)
    case ModelLibraryError.invalidName, ModelLibraryError.ambiguous, HubError.badReference:
      self.init("carat: \(error)", 2)
    case let error as ConversionError where error.isWrongRequest: self.init("carat: \(error)", 2)
    default: self.init(parsing: error)
    }
  }

  /// Takes an error that the argument parser threw, or one that describes itself.
  private init(parsing error: any Error) {
    let code = Carat.exitCode(for: error)
    if let code = error as? ExitCode {
      self.init(nil, code.rawValue)
    } else if code == .success {
      self.init(Carat.fullMessage(for: error), 0, isAnswer: true)
    } else if code == .validationFailure {
      let text = Carat.fullMessage(for: error)
      let message = ParserMessage(text, arguments: Array(CommandLine.arguments.dropFirst()))
      self.init("carat: " + message.text, 2)
      hasLines = true
    } else {
      self.init(
        "carat: " + (FlagHint.text(of: error) ?? SystemErrorText.words(of: error))
          + LimitAdvice.suffix(for: error), 1)
    }
  }

  /// Writes an answer; one that cannot be written is a failure of its own.
  private func write(_ answer: String) {
    do {
      try Console.write(exactly: answer)
    } catch {
      Failure(error).end()
    }
  }

  /// Says it and ends the process.
  func end() -> Never {
    if let message {
      if isAnswer {
        write(message.hasSuffix("\n") ? message : message + "\n")
      } else if hasLines {
        Console.note(lines: message)
      } else {
        Console.note(message)
      }
    }
    exit(status)
  }
}

/// A problem in a command itself.
struct CommandError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

/// Arguments that cannot be taken together, or that only turn out to be wrong later.
struct WrongArguments: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

/// The user has ended the command with Ctrl-C.
struct Interrupted: Error {}

/// The reader of standard output has gone.
struct ClosedPipe: Error {
  /// Lets writing to a closed pipe fail instead of ending the process.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    // The same for a file that grows beyond what the process may write.
    signal(SIGXFSZ, SIG_IGN)
  }
}

import Inference
import Machine
import ModelFiles
import ModelSpec
import PlainText

/// The notes for a user on how an engine was set up: where it is less, or more, than was asked for.
struct EngineNotes {
  let texts: [String]

  /// - Parameters:
  ///   - engine: The engine.
  ///   - options: What was asked for.
  init(_ engine: Engine, _ options: EngineOptions) {
    var texts: [String] = []
    let most = engine.model.spec.contextLength
    if let asked = options.context, asked > most, engine.context > most {
      texts.append(
        "the context of \(NumberText.grouped(engine.context)) is beyond the "
          + "\(NumberText.grouped(most)) positions that the model was made for")
    }
    let usual = engine.model.spec.usualContext
    if options.context == nil, engine.context < usual {
      texts.append(
        "the context is \(NumberText.grouped(engine.context)) instead of "
          + "\(NumberText.grouped(usual)), since memory holds no more"
          + (LimitAdvice.memory().map { ": \($0)" } ?? ""))
    }
    let wanted = options.threads ?? ProcessorCount.allowed()
    if engine.threads < wanted {
      texts.append(
        "computing with \(NumberText.count(engine.threads, "thread")) instead of \(wanted), since the "
          + "system gives no more; \(LimitProbe.threadAdvice())")
    }
    let bytes = engine.model.checkpoint.weights.fileBytes
    if let room = AvailableMemory.wholeBytes(), bytes > room {
      texts.append(
        "the model's files have \(NumberText.decimalBytes(bytes)), more than the "
          + "\(NumberText.decimalBytes(room)) that "
          + (AvailableMemory.controlGroupBytes() == nil
            ? "this machine has" : "the control group allows")
          + " in memory; they are read from the disk again and again, which is slow")
    }
    self.texts = texts
  }
}

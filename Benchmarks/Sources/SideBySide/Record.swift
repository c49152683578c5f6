import Figures
import JSON

extension Report {
  /// Every sample and what follows from it, for whoever writes about the run.
  var json: JSONValue {
    .object(
      JSONObject([
        "machine": machine.json,
        "conditions": .array(conditions.map { .string($0) }),
        "failures": .array(failures.map { .string($0) }),
        "cases": .array(rounds.map(json)),
      ]))
  }

  private func json(_ item: Rounds) -> JSONValue {
    var object = JSONObject([
      "id": .string(item.benchmark.id),
      "file": .string(item.benchmark.file.title),
      "tokens": .string(item.benchmark.workTitle),
      "instructionSet": item.instructionSet.map { .string($0) } ?? .null,
      "disturbedRounds": .integer(item.disturbed),
      "othersBusyProcessors": .number(item.othersBusy),
      "readBandwidthBytesPerSecond": item.readBandwidth.map(Self.json) ?? .null,
      "bytesPerToken": item.bytesPerToken.map { .number($0) } ?? .null,
      "memoryLimitBytes": .integer(item.benchmark.memoryLimit),
      "contestants": .array(
        item.contestants.indices.map { index in
          contestant(item, index)
        }),
    ])
    for figure in Figure.allCases {
      if let (comparison, name) = item.comparison(figure) {
        object[figure.rawValue] = self.comparison(item, figure, comparison, name)
      }
    }
    for figure in Figure.allCases {
      guard let sharing = item.sharing(figure) else { continue }
      let target = figure == .prefill ? BenchmarkCase.sharing : nil
      object["\(figure.rawValue)BesideUnshared"] = .object(
        JSONObject([
          "ours": Self.json(sharing.ours), "unshared": Self.json(sharing.theirs),
          "ratio": .number(sharing.ratio), "paired": Self.json(sharing.paired),
          "target": target.map { .number($0.ratio) } ?? .null,
        ]))
    }
    if let stretch = item.gapStretch {
      object["gapStretch"] = Self.json(stretch)
      object["gapLimit"] = .number(BenchmarkCase.gapLimit)
    }
    return .object(object)
  }

  private func contestant(_ item: Rounds, _ index: Int) -> JSONValue {
    .object(
      JSONObject([
        "name": .string(item.contestants[index]),
        "commands": .array(item.commands[index].map { .string($0) }),
        "samples": .array(
          item.kept.map { samples in
            var object = JSONObject(["othersBusyProcessors": .number(samples[index].othersBusy)])
            for figure in Figure.allCases {
              object[figure.rawValue] = samples[index].figures[figure].map { .number($0) }
            }
            return .object(object)
          }),
      ]))
  }

  private func comparison(
    _ item: Rounds, _ figure: Figure, _ comparison: Comparison, _ name: String
  ) -> JSONValue {
    func share(_ rate: Double) -> JSONValue {
      machineShare(item, figure, rate: rate).map { .number($0) } ?? .null
    }
    return .object(
      JSONObject([
        "ours": Self.json(comparison.ours), "theirs": Self.json(comparison.theirs),
        "theirProgram": .string(name), "ratio": .number(comparison.ratio),
        "paired": Self.json(comparison.paired),
        "target": item.benchmark.targets[figure].map { .number($0.ratio) } ?? .null,
        "ourShareOfMachine": share(comparison.ours.median),
        "theirShareOfMachine": share(comparison.theirs.median),
      ]))
  }

  private static func json(_ spread: Spread) -> JSONValue {
    .object(
      JSONObject([
        "minimum": .number(spread.minimum), "median": .number(spread.median),
        "maximum": .number(spread.maximum),
      ]))
  }
}

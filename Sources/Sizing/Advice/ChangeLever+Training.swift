import ModelSpec
import PlainText

extension ChangeLevers {
  /// Settings of a recipe that can be changed.
  func training(_ recipe: TrainingRecipe) -> [ChangeLever] {
    guard let spec = subject.spec else {
      return [optimizer(recipe), trainers(recipe)]
    }
    return [
      recompute(recipe, spec), microBatch(recipe), zero(recipe), optimizer(recipe),
      method(recipe, spec), tensorParallel(recipe), trainers(recipe),
    ]
  }

  private func recompute(_ recipe: TrainingRecipe, _ spec: ModelSpec) -> ChangeLever {
    let order = RecomputeLevel.allCases
    guard let now = order.firstIndex(of: recipe.recompute) else {
      return ChangeLever(notches: [])
    }
    let levels = order[(now + 1)...]
    return ChangeLever(
      notches: levels.enumerated().map { index, level in
        ChangeNotch(
          step: Change.Step(
            lever: .recompute(level), title: "recompute: \(level.rawValue)",
            cost: extraCompute(recipe, level, spec)),
          weight: 1 + index,
          apply: {
            $0.training?.recompute = level
            $0.isRecomputeGiven = true
          })
      })
  }

  /// Text on the share by which the operations of the hardware grow.
  private func extraCompute(
    _ recipe: TrainingRecipe, _ level: RecomputeLevel, _ spec: ModelSpec
  ) -> String {
    var changed = recipe
    changed.recompute = level
    guard let before = try? TrainingOperations(spec, recipe: recipe, tokens: 1e9),
      let after = try? TrainingOperations(spec, recipe: changed, tokens: 1e9)
    else { return "more compute" }
    return NumberText.percentage(after.hardware / before.hardware - 1) + " more compute"
  }

  /// One sequence at a time, and as many more passes before a step.
  private func microBatch(_ recipe: TrainingRecipe) -> ChangeLever {
    var notches: [ChangeNotch] = []
    for fewer in [recipe.microBatch / 2, 1] where fewer >= 1 && fewer < recipe.microBatch {
      guard !notches.contains(where: { $0.step.lever == .microBatch(fewer) }) else { continue }
      let (passes, overflows) = recipe.microBatches.multipliedReportingOverflow(
        by: recipe.microBatch / fewer)
      notches.append(
        ChangeNotch(
          step: Change.Step(
            lever: .microBatch(fewer), title: "micro-batches of \(fewer)",
            cost: "smaller products, and more passes for a step"),
          weight: 2 + notches.count,
          apply: {
            $0.training?.microBatch = fewer
            $0.isMicroBatchGiven = true
            if !overflows { $0.training?.gradientAccumulation = passes }
          }))
    }
    return ChangeLever(notches: notches)
  }

  /// More of the state divided among replicas; where no stage was given, the plan takes the lowest
  /// that fits by itself.
  private func zero(_ recipe: TrainingRecipe) -> ChangeLever {
    guard request.isZeroGiven else { return ChangeLever(notches: []) }
    let costs: [ZeroStage: String] = [
      .optimizer: "as many bytes between replicas as without",
      .gradients: "gradients are sent for each micro-batch",
      .weights: "each layer's weights are gathered in each pass",
    ]
    return ChangeLever(
      notches: ZeroStage.allCases.filter { $0 > recipe.zero }.map { stage in
        ChangeNotch(
          step: Change.Step(
            lever: .zero(stage), title: "ZeRO stage \(stage.rawValue)",
            cost: costs[stage] ?? "more bytes between replicas"),
          weight: 3 + stage.rawValue, apply: { $0.training?.zero = stage })
      })
  }

  private func optimizer(_ recipe: TrainingRecipe) -> ChangeLever {
    guard recipe.optimizer == .adamW else { return ChangeLever(notches: []) }
    return ChangeLever(notches: [
      ChangeNotch(
        step: Change.Step(
          lever: .optimizer(.adamW8bit), title: "AdamW with 8-bit state",
          cost: "moments at 8 bits instead of 32"),
        weight: 7, apply: { $0.training?.optimizer = .adamW8bit })
    ])
  }

  private func method(_ recipe: TrainingRecipe, _ spec: ModelSpec) -> ChangeLever {
    let methods: [TrainingMethod] =
      switch recipe.method {
      case .full: [.lora(LowRankSpec(), base: nil), .qlora(LowRankSpec())]
      case .lora(let adapters, _): [.qlora(adapters)]
      case .qlora: []
      }
    return ChangeLever(
      notches: methods.enumerated().map { index, method in
        ChangeNotch(
          step: Change.Step(
            lever: .method(method), title: method.name == "lora" ? "LoRA" : "QLoRA",
            cost: trainedShare(method, spec)),
          weight: 9 + index, apply: { $0.training?.method = method })
      })
  }

  private func trainedShare(_ method: TrainingMethod, _ spec: ModelSpec) -> String {
    let base = method.name == "qlora" ? ", over a base of 4.1 bits a weight" : ""
    guard let trained = try? spec.trainedParameters(method) else { return "trains adapters" + base }
    let share = 100 * Double(trained) / Double(max(1, ParameterCount(spec).total))
    return "trains adapters of \(NumberText.fixed(share, 1)) % of the parameters" + base
  }

  /// Devices that share each matrix, out of those that hold whole copies now.
  private func tensorParallel(_ recipe: TrainingRecipe) -> ChangeLever {
    guard selection.accelerator.canShareMatrices else { return ChangeLever(notches: []) }
    let now = recipe.layout.tensor
    let replicas =
      request.isLayoutGiven
      ? recipe.layout.data : selection.count / max(1, now * recipe.layout.pipeline)
    let factors = [2, 4, 8].filter { replicas % $0 == 0 && now * $0 <= 8 }
    return ChangeLever(
      notches: factors.enumerated().map { index, factor in
        ChangeNotch(
          step: Change.Step(
            lever: .tensorParallel(now * factor), title: "tensor parallel over \(now * factor)",
            cost: "four exchanges of the stream in each layer; 1/\(factor) of the replicas"),
          weight: 11 + index,
          apply: {
            $0.training?.layout.tensor = now * factor
            $0.isShardingGiven = true
            $0.training?.layout.data = replicas / factor
          })
      })
  }

  /// One more replica, or two, four, eight times as many.
  private func trainers(_ recipe: TrainingRecipe) -> ChangeLever {
    guard selection.accelerator.canShareMatrices else { return ChangeLever(notches: []) }
    if request.isLayoutGiven { return widerLayouts(recipe) }
    let (group, overflows) = recipe.layout.tensor.multipliedReportingOverflow(
      by: recipe.layout.pipeline)
    guard !overflows, group <= AcceleratorSelection.counts.upperBound else {
      return ChangeLever(notches: [])
    }
    let counts = [selection.count + group] + [2, 4, 8].map { $0 * selection.count }
    let wider = Array(Set(counts)).sorted()
    return ChangeLever(notches: wider.enumerated().compactMap { more($0.element, $0.offset) })
  }

  /// More replicas of a layout that was given.
  private func widerLayouts(_ recipe: TrainingRecipe) -> ChangeLever {
    let replicas = recipe.layout.data
    guard recipe.layout.devices == selection.count else { return ChangeLever(notches: []) }
    var notches: [ChangeNotch] = []
    for (index, factor) in [2, 4, 8].enumerated() {
      guard var notch = more(factor * selection.count, index) else { continue }
      let widen = notch.apply
      if case .devices(let wider, _) = notch.step.lever {
        notch.step.lever = .devices(wider, replicas: replicas * factor)
      }
      notch.apply = {
        widen(&$0)
        $0.training?.layout.data = replicas * factor
      }
      notches.append(notch)
    }
    return ChangeLever(notches: notches)
  }
}

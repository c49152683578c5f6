import _DeviceConformance

/// One thing that a device does wrong.
enum Fault: String, CaseIterable {
  case dirtyMemory, longMemory, otherRows, vectorWithoutItsLast, largeStore, largeTable
  case largeProjectionScratch, largeAttentionScratch, largeRoutes
  case noMultiplier, nextPosition, noEpsilon, noNormBias, lastRowNotNormalized, noBias,
    noThirdProduct
  case otherActivation, upIgnored, noMagnitude, samePosition, otherPairing, oneHeadTurned
  case lastRowNotStored, keysAsValues, narrowerWindow, ownPositionUnseen, noCap, otherScale
  case lastBlockNotCopied
  case lastRowNotAdded, allCleared, rowsInOrder, sharesOfOne
  case notRenormalized, oneExpertLess, lastOfEqual, noSoftcap, scaledAfterCap, valuesNegated
  case lastChoiceMissing

  /// The operation that it shows in.
  var operation: DeviceOperation {
    switch self {
    case .dirtyMemory, .longMemory: .allocate
    case .otherRows: .bind
    case .vectorWithoutItsLast: .vector
    case .largeStore: .keyValueStore
    case .largeTable: .rotaryTable
    case .largeProjectionScratch: .projectionScratch
    case .largeAttentionScratch: .attentionScratch
    case .largeRoutes: .routes
    case .noMultiplier: .embed
    case .nextPosition: .addPositions
    case .noEpsilon, .noNormBias, .lastRowNotNormalized: .normalize
    case .noBias, .noThirdProduct: .project
    case .otherActivation, .upIgnored: .activate
    case .noMagnitude, .samePosition: .setAngles
    case .otherPairing, .oneHeadTurned: .rotate
    case .lastRowNotStored, .keysAsValues: .store
    case .lastBlockNotCopied: .copyBlocks
    case .narrowerWindow, .ownPositionUnseen, .noCap, .otherScale: .attend
    case .lastRowNotAdded: .add
    case .allCleared: .clear
    case .rowsInOrder: .gather
    case .sharesOfOne: .addScaled
    case .notRenormalized, .oneExpertLess, .lastOfEqual: .route
    case .noSoftcap, .scaledAfterCap: .finishLogits
    case .valuesNegated: .readBack
    case .lastChoiceMissing: .readBackRoutes
    }
  }
}

/// The operations of a device: the requirements of `Device`.
package enum DeviceOperation: String, Sendable, Hashable, CaseIterable {
  case allocate, bind, vector, keyValueStore, rotaryTable, projectionScratch, attentionScratch
  case routes
  case embed, addPositions, normalize, project, activate, setAngles, rotate, store, copyBlocks
  case attend, add
  case clear, gather, addScaled, route, finishLogits, readBack, readBackRoutes
}

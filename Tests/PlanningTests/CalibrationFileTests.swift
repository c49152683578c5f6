import Foundation
import ModelSpec
import Planning
import Sizing
import Testing

@Suite("The file of a calibration")
struct CalibrationFileTests {
  private func calibration(_ format: StorageFormat, threads: Int = 2) -> Calibration {
    Calibration(
      processor: "a processor", threads: threads, instructionSet: "avx2", readBandwidth: 1e10,
      kernels: [
        format: Calibration.Kernel(
          bytesPerSecond: 1e9, secondsPerRow: 1e-8, operationsPerSecond: 1e11)
      ], cacheBytesPerSecond: 1e9, attentionSecondsPerOperation: 1e-11,
      attentionSecondsPerPair: 1e-9, secondsPerActivation: 1e-9, secondsPerOperation: 1e-6,
      secondsPerLayer: 1e-6, secondsPerValueOfOneRow: 1e-9, valuesPerSecond: 1e9)
  }

  @Test("formats add up for the same threads, and another machine's file is not used")
  func keeps() throws {
    try TemporaryHome.with { home in
      let file = CalibrationFile(path: home.appending(path: "new/calibration.json").path)
      #expect(file.load(processor: "a processor") == nil)
      try file.save(calibration(.q8_0))
      try file.save(calibration(.f16))
      let kept = try #require(file.load(processor: "a processor", threads: 2))
      #expect(Set(kept.kernels.keys) == [.q8_0, .f16])
      #expect(file.load(processor: "a processor", threads: 3) == nil)
      #expect(file.load(processor: "another") == nil)
      try file.save(calibration(.bf16, threads: 4))
      #expect(file.load(processor: "a processor").map { Set($0.kernels.keys) } == [.bf16])
    }
  }
}

import RunArchive
import Testing

@Suite struct BlockQueueTests {
  @Test func `Blocks come in their order, each once, without those that are stored`() {
    var queue = BlockQueue(BlockPlan(batches: [300, 10], size: 64), without: [0, 2, 4])
    #expect(queue.runCount == 64 + 64 + 10)
    #expect((0..<4).map { _ in queue.popFirst() } == [1, 3, 5, nil])
    #expect(queue.runCount == 138 && queue.popFirst() == nil)
  }

  @Test func `A queue that is emptied has no block left`() {
    var queue = BlockQueue(BlockPlan(batches: [300], size: 64), without: [])
    #expect(queue.popFirst() == 0)
    queue.removeAll()
    #expect(queue.popFirst() == nil)
  }

  @Test func `The first block of 10¹³ runs is there at once`() {
    var queue = BlockQueue(
      BlockPlan(batches: [10_000_000_000_000], size: 1), without: [0, 9_999_999_999_999])
    #expect(queue.popFirst() == 1 && queue.runCount == 9_999_999_999_998)
  }
}

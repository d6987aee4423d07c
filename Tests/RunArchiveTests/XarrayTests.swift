import Foundation
import RunArchive
import Testing
import _ArchiveSupport

@Suite(.enabled(if: ResearchPython.hasXarray, "\(ResearchPython.skipped)")) struct XarrayTests {
  @Test(arguments: ResearchPython.engines)
  func `xarray opens one file, and joins all of a directory along run`(engine: String) throws {
    let folder = try ScratchFolder()
    let store = try RunStore.open(
      folder("results"), create: true, runs: 10, layout: SampleRecords.layout, blockSize: 4)
    for block in 0..<3 {
      try store.commit(
        block: block, records: store.plan.runs(inBlock: block).map { SampleRecords.record($0) })
    }
    try store.close()
    let (status, output) = try ResearchPython.run(Self.script, [folder("results").path, engine])
    #expect(status == 0, "\(output)")
  }

  private static let script = """
    import glob, math, sys, warnings
    import numpy as np, xarray as xr
    warnings.simplefilter('error')
    warnings.simplefilter('ignore', FutureWarning)  # xarray's defaults are about to change
    folder, engine = sys.argv[1:]
    files = sorted(glob.glob(folder + '/trajectories/*.nc'))
    with xr.open_dataset(files[0], engine=engine) as one:
        assert dict(one.sizes) == dict(run=4, snapshot=7, layer=4, k=3, ri=2, threshold=2), one.sizes
        assert set(one.coords) == {'run', 'seed', 'point', 'snapshot', 'layer', 'k', 'threshold'}, one.coords
        assert one.run.dtype == one.seed.dtype == one.layer.dtype == np.int64
        assert list(one.layer) == [1, 2, 3, 4] and list(one.k) == [1, 2, 3] and one.threshold.values[1] == 1e-4
        assert one.loss.attrs == dict(long_name='loss ℓ', units='1', source='Loss'), one.loss.attrs
        assert 'factor ½' in one.attrs['loss'] and 'W_N … W_1' in one.attrs['weight_order']
    with xr.open_mfdataset(files, combine='nested', concat_dim='run', engine=engine) as all:
        assert list(all.run) == list(all.seed) == list(range(10))
        assert list(all.point) == [run // 3 for run in range(10)]
        assert all.layer_singular_values.dims == ('run', 'snapshot', 'layer', 'k')
        assert all.determinant.dims == ('run', 'snapshot', 'ri') and all.threshold_step.dims == ('run', 'threshold')
        for run in range(10):
            loss = all.loss.sel(run=run).values
            count = 4 + run % 4
            assert np.isnan(loss[count:]).all()
            assert np.allclose(loss[:count], [math.sin(run + 0.7 * i) for i in range(count)], rtol=1e-15)
            depth, width = 2 + run % 3, 2 + run % 2
            layers = all.layer_singular_values.sel(run=run).values[:count]
            want = np.sin(run + 0.3 * np.arange(count * depth * width)).reshape(count, depth, width)
            assert np.allclose(layers[:, :depth, :width], want, rtol=1e-12)
            assert np.isnan(layers[:, depth:]).all() and np.isnan(layers[:, :, width:]).all()
    for run in range(10):
        weights = np.load(folder + f'/weights/run-{run:06}-layer-1.npy')
        assert weights.dtype == np.complex128 and weights.shape == (2, 2)
        assert np.allclose(weights.ravel().view(float), np.sin(run + np.arange(8.0)), rtol=1e-12)
    """
}

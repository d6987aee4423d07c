import Experiments
import Foundation
import Testing
import _ArchiveSupport

@Suite(.enabled(if: ResearchPython.hasXarray, "\(ResearchPython.skipped)")) struct RealRunXarrayTests {
  @Test func `A sweep over depth, width and field opens in xarray and pandas, and agrees with itself`() throws
  {
    let folder = try ScratchFolder()
    let yaml = """
      name: sweep
      network: {depth: 2, width: 2}
      target: {identity: {}}
      initialization: {gaussian: {deviation: 0.5}}
      dynamics: {gradient-descent: {step-size: 0.1}, regularization: 1.0}
      stop: {loss-below: 0.1, max-steps: 300}
      observe: {snapshots: {log: 30}, thresholds: [0.5]}
      seeds: {count: 10}
      sweep: {network.depth: [1, 2, 4], network.width: [2, 3], network.field: [real, complex]}
      """
    _ = try runner(yaml, in: folder).run()
    let (status, output) = try ResearchPython.run(Self.script, [folder("out").path])
    #expect(status == 0, "\(output)")
  }

  private static let script = """
    import glob, json, sqlite3, sys, warnings
    import numpy as np, pandas as pd, xarray as xr
    warnings.simplefilter('error')
    warnings.simplefilter('ignore', FutureWarning)  # xarray's defaults are about to change
    folder = sys.argv[1]
    files = sorted(glob.glob(folder + '/trajectories/*.nc'))
    assert len(files) == 2, files
    runs = pd.read_sql('select * from runs', sqlite3.connect(folder + '/results.sqlite'), index_col='run')
    points = pd.read_sql('select * from points', sqlite3.connect(folder + '/results.sqlite'), index_col='point')
    parameters = [json.loads(text) for text in points.parameters]
    assert parameters[1] == {'network.depth': 1, 'network.width': 2, 'network.field': 'complex'}, parameters[1]
    assert list(runs.index) == list(range(120)) and set(runs.outcome) == {'converged', 'exhausted'}
    with xr.open_mfdataset(files, combine='nested', concat_dim='run', engine='h5netcdf') as all:
        assert list(all.run) == list(runs.index) and list(all.seed) == list(runs.seed)
        assert dict(all.sizes) == dict(run=120, snapshot=31, layer=4, k=3, ri=2, threshold=1), all.sizes
        assert all.loss.attrs['long_name'] and all.loss.attrs['units'] == '1' and all.time.attrs['units'] == 'time'
        for run, row in runs.iterrows():
            one, point = all.sel(run=run), parameters[row.point]
            depth, width = point['network.depth'], point['network.width']
            count = int(np.isfinite(one.loss).sum())
            assert one.step.values[count - 1] == row.steps and one.loss.values[count - 1] == row.loss
            assert np.isnan(one.loss.values[count:]).all()
            assert np.array_equal(one.time.values[:count], 0.1 * one.step.values[:count])
            layers = [np.load(f'{folder}/weights/run-{run:06}-layer-{j + 1}.npy') for j in range(depth)]
            assert layers[0].dtype == (complex if point['network.field'] == 'complex' else float)
            for j, layer in enumerate(layers):
                want = np.linalg.svd(layer, compute_uv=False)
                got = one.layer_singular_values.values[count - 1, j]
                assert np.allclose(got[:width], want, rtol=1e-12) and np.isnan(got[width:]).all()
            product = np.linalg.multi_dot(layers[::-1]) if depth > 1 else layers[0]
            assert np.allclose(0.5 * np.linalg.norm(product - np.eye(width)) ** 2, row.loss, rtol=1e-11)
            below = np.flatnonzero(one.loss.values[:count] < 0.5)
            assert np.isnan(one.threshold_step.values[0]) == (len(below) == 0)
    """
}

import { defineConfig, mergeConfig } from 'vite'
import pages from './vite.config.ts'

// The frame's script by itself: a chunk shared with the page's would be one more request for both.
export default mergeConfig(
  pages,
  defineConfig({ build: { manifest: '.vite/frame.json', rolldownOptions: { input: 'src/frame.ts' } } }),
)

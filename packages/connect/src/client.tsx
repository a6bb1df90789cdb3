import './styles/styles.css'
import { start } from './browser/start.tsx'

start(document, window)
